"""Picture of notebook 16: what each machine holds of a model, and what passes a link for it."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from ... import style
from ..axes import figure

__all__ = ["sharing"]

#: What is kept of a parameter: its name, its bytes in mixed precision, its colour and filling.
_PARTS = (
    ("parameters", 2, style.LIGHT["parameter-line"], ""),
    ("gradients", 2, style.LIGHT["gradient"], "////"),
    ("float32 copy, m and v", 12, style.LIGHT["scope-line"], "...."),
)
#: How many of the parts, from the last one, are shared out; bytes of a parameter; copies sent.
_WAYS = (
    ("copies", 0, "16 bytes", "2b"),
    ("state shared", 1, "4 + 12/N bytes", "2b"),
    ("all shared", 3, "16/N bytes", "3b"),
)


def sharing(machines: int = 4) -> list[Axes]:
    """Draw what each machine holds of a parameter: copies of all, or a part of the whole.

    Parameters
    ----------
    machines : int
        N. What another machine holds, too, is pale.

    Examples
    --------
    >>> [ax.get_title(loc="left") for ax in sharing(4)]
    ['copies', 'state shared', 'all shared']
    >>> [patch.get_width() for patch in sharing(4)[1].patches][-3:]
    [2, 2, 3.0]
    """
    every = figure(11.0, 1.9 + 0.4 * machines).subplots(1, len(_WAYS), sharey=True)
    for ax, (title, shared, held, sent) in zip(every, _WAYS, strict=True):
        for m in range(machines):
            ax.add_patch(Rectangle((0, m - 0.36), 16, 0.72, fill=False, linewidth=0.8,
                                   edgecolor=style.LIGHT["data-line"]))  # fmt: skip
            left = 0.0
            for k, (_, size, colour, hatch) in enumerate(_PARTS):
                is_own = k >= len(_PARTS) - shared
                width = size / machines if is_own else size
                ax.add_patch(Rectangle(
                    (left + (m * width if is_own else 0), m - 0.36), width, 0.72, facecolor=colour,
                    hatch=hatch, edgecolor=style.LIGHT["surface"], linewidth=0.8,
                    alpha=1.0 if is_own or m == 0 else 0.35,
                ))  # fmt: skip
                left += size
        ax.set_title(title, loc="left")
        ax.set(xlim=(-0.2, 16.2), ylim=(machines - 0.5, -0.5), xticks=(0, 2, 4, 16),
               xlabel=f"each holds {held}\n{sent} pass a link in a round")  # fmt: skip
        ax.grid(visible=False)
        ax.tick_params(length=0)
        for spine in ax.spines.values():
            spine.set_visible(False)
    every[0].set(yticks=range(machines), yticklabels=[f"machine {m}" for m in range(machines)])
    handles = [Patch(facecolor=colour, hatch=hatch, edgecolor=style.LIGHT["surface"],
                     label=f"{name}: {size} bytes")
               for name, size, colour, hatch in _PARTS]  # fmt: skip
    every[0].figure.legend(handles=handles, loc="outside upper right", ncols=3, fontsize=13)
    return list(every)

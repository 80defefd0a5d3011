"""A film: a drawing, a slider and a choice, as one piece of HTML without a kernel.

Python works out every frame; the page only writes into the drawing what changes.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ...style import css_variables

__all__ = ["Changes", "Film", "Scene"]

#: "id.attribute" -> its value in each frame.
Changes = dict[str, list[Any]]

_STYLE = (
    css_variables(".ll-scenes")
    + """
.ll-scenes{max-width:52rem;border:1px solid var(--ll-grid);border-radius:8px;
padding:.6rem 1rem .7rem;font:15px/1.4 var(--jp-ui-font-family,system-ui,sans-serif);
color:var(--ll-text);font-variant-numeric:tabular-nums}
.ll-scenes svg{display:block;width:100%;height:auto}
.ll-scenes text{fill:var(--ll-text);font-size:15px}
.ll-scenes .title{font-size:17px;font-weight:600}
.ll-scenes .quiet{fill:var(--ll-muted)}
.ll-scenes .axis{stroke:var(--ll-edge);stroke-width:1.5;fill:none}
.ll-scenes .goal{stroke:var(--ll-muted);stroke-width:1.5;stroke-dasharray:5 4}
.ll-scenes .one{stroke:var(--ll-gradient)}.ll-scenes .two{stroke:var(--ll-value)}
.ll-scenes .line{fill:none;stroke-width:3}
.ll-scenes .one.dot{fill:var(--ll-gradient);stroke:var(--ll-surface);stroke-width:2}
.ll-scenes .two.dot{fill:var(--ll-value);stroke:var(--ll-surface);stroke-width:2}
.ll-scenes .shape{fill:var(--ll-value);fill-opacity:.16;stroke:var(--ll-value);stroke-width:2}
.ll-scenes .stem{stroke:var(--ll-gradient);stroke-width:5}
.ll-scenes .datum{fill:var(--ll-text)}
.ll-scenes .bar{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;align-items:center;margin:.3rem 0}
.ll-scenes label{cursor:pointer}
.ll-scenes .slide{flex:1 1 16rem;display:flex;gap:.8rem;align-items:center}
.ll-scenes output{min-width:6.5rem;font-weight:600}
.ll-scenes input[type=range]{flex:1;accent-color:var(--ll-value)}
.ll-scenes button{font:inherit;color:inherit;background:var(--ll-sunken);
border:1px solid var(--ll-frame);border-radius:6px;padding:.2rem .8rem;min-width:6rem;
cursor:pointer}
.ll-scenes{container-type:inline-size}
@container (max-width:560px){.ll-scenes text,.ll-scenes .title{font-size:22px}}
"""
)

# Write into the drawing what is different in this frame; a list that ends early keeps its last.
_MOVE = """
const f=this,all=JSON.parse(f.dataset.scenes),r=f.querySelector('input[type=range]');
const s=all[+(f.querySelector('input[type=radio]:checked')||{value:0}).value];
r.max=s.last;if(event.target.type==='radio')r.value=s.first;
for(const[key,v]of Object.entries(s.changes)){const[id,a]=key.split('.');
const e=f.querySelector('[data-id='+id+']'),x=v[Math.min(r.value,v.length-1)];
a==='text'?e.textContent=x:e.setAttribute(a,x)}
r.setAttribute('aria-valuetext',f.querySelector('output').textContent);
"""

_PLAY = """
const b=event.target.closest('button'),f=this,r=f.querySelector('input[type=range]');if(!b)return;
const stop=()=>{clearInterval(f.timer);f.timer=0;b.textContent='\\u25b6 Play'};
if(f.timer){stop();return}
const go=x=>{r.value=x;r.dispatchEvent(new Event('input',{bubbles:true}))};
if(+r.value>=+r.max)go(0);
b.textContent='\\u275a\\u275a Pause';
f.timer=setInterval(()=>{if(+r.value>=+r.max||!f.isConnected)stop();else go(+r.value+1)},70);
"""


@dataclass(frozen=True)
class Scene:
    """What a film shows under one choice.

    Attributes
    ----------
    name : str
        As the choice is written.
    changes : dict
        "id.attribute" -> its value in each frame; the last one stays. "id.text" is what is written.
    last, first : int
        The last frame, and the one that is shown at first.
    """

    name: str
    changes: Changes = field(repr=False)
    last: int
    first: int = 0

    def at(self, key: str, frame: int) -> Any:
        """Return what an attribute is in a frame.

        Examples
        --------
        >>> Scene("up", {"ball.cy": [9, 5]}, last=3).at("ball.cy", 2)
        5
        """
        return self.changes[key][min(frame, len(self.changes[key]) - 1)]


class Film:
    """A drawing with a slider over its frames, and a choice between scenes.

    Parameters
    ----------
    drawing : str
        Inside of an ``<svg>``; what changes carries a ``data-id``.
    height : int
        Of the drawing; it is 800 wide.
    scenes : sequence of Scene
        All change the same attributes; "at.text" is written beside the slider.
    slider, choice : str
        What slider and choice are called.
    text : str
        The numbers of the film, which notebooks compare.
    play : bool
        Whether it can play by itself.

    Examples
    --------
    >>> up = Scene("up", {"ball.cy": [9, 5], "at.text": ["0", "1"]}, last=1)
    >>> Film('<circle data-id="ball"/>', 10, [up], "step", "", "9, then 5")
    9, then 5
    """

    def __init__(
        self, drawing: str, height: int, scenes: Sequence[Scene], slider: str, choice: str,
        text: str, play: bool = False,
    ) -> None:  # fmt: skip
        self.drawing, self.height, self.scenes = drawing, height, tuple(scenes)
        self.slider, self.choice, self.text, self.play = slider, choice, text, play

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        first = self.scenes[0]
        scenes = json.dumps(
            [{"last": s.last, "first": s.first, "changes": s.changes} for s in self.scenes],
            separators=(",", ":"), ensure_ascii=False,
        )  # fmt: skip
        choices = "".join(
            f'<label><input type="radio" name="scene" value="{k}"{" checked" if not k else ""}> '
            f"{html.escape(scene.name)}</label>"
            for k, scene in enumerate(self.scenes)
        )
        radios = f'<div class="bar"><span>{self.choice}</span>{choices}</div>'
        button = '<button type="button">▶ Play</button>' if self.play else ""
        return (
            f'<style>{_STYLE}</style><form class="ll-scenes" onsubmit="return false" '
            f'onkeydown="event.stopPropagation()" oninput="{html.escape(_MOVE)}" '
            f'onclick="{html.escape(_PLAY)}" data-scenes="{html.escape(scenes)}">'
            f"{radios if len(self.scenes) > 1 else ''}"
            f'<svg viewBox="0 0 800 {self.height}" role="img" '
            f'aria-label="{html.escape(self.text)}">{_first(self.drawing, first)}</svg>'
            f'<div class="bar">{button}<label class="slide">{self.slider} '
            f'<input type="range" min="0" max="{first.last}" value="{first.first}">'
            f'<output data-id="at">{first.at("at.text", first.first)}</output></label></div></form>'
        )


def _first(drawing: str, scene: Scene) -> str:
    """Write the first frame into the drawing, for pages that run no program.

    >>> _first('<text data-id="a"></text>', Scene("", {"a.x": [1], "a.text": ["hi"]}, last=0))
    '<text data-id="a" x="1">hi</text>'
    """
    for key in scene.changes:
        name, attribute = key.split(".")
        value, mark = scene.at(key, scene.first), f'data-id="{name}"'
        if name == "at":
            continue
        if attribute == "text":
            head, tail = drawing.split(mark, 1)
            open_tag, rest = tail.split(">", 1)
            drawing = f"{head}{mark}{open_tag}>{html.escape(str(value))}{rest}"
        else:
            drawing = drawing.replace(mark, f'{mark} {attribute}="{value}"', 1)
    return drawing

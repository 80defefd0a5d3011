"""Well-known models: their shapes, and the number of parameters that was published of each.

Three sources print counts that differ from their own shapes, and the table tells which it follows:
GPT-2's paper has 117 M for its smallest, whose released weights are 124 M; GPT-3's table 2.1 gives
the 13B a width of 5140, which its 40 heads do not divide, while 5120 agrees with the count of its
table D.1; and BERT-large has 340 M in its paper, by its shape 335 M, or 336 M with both heads of
pre-training.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .forms import BART, BERT, GPT, T5
from .stacks import Form

__all__ = ["MODELS", "Known"]


class Known(NamedTuple):
    """A published model.

    Attributes
    ----------
    form : Form
        Its kind and shape.
    published : int
        Parameters, by the source.
    unit : int
        What the last digit given stands for: 1 for an exact count.
    source : str

    Examples
    --------
    >>> model = MODELS["GPT-3 13B"]
    >>> f"{model.form.count:,} is {model.published:,} to the last digit given"
    '12,853,386,240 is 12,850,000,000 to the last digit given'
    >>> model.agrees
    True
    """

    form: Form
    published: int
    unit: int
    source: str

    @property
    def agrees(self) -> bool:
        """Whether the closed form is the published count, to the last digit given."""
        return abs(self.form.count - self.published) <= (self.unit if self.unit > 1 else 0) / 2


_GPT2 = "Radford et al. (2019), counted in the released weights"
_GPT3 = "Brown et al. (2020), table D.1"
_BERT = "Devlin et al. (2019), counted in the released weights (uncased, encoder and pooler)"
_ROBERTA = "Liu et al. (2019), counted in the released weights (encoder and pooler)"
_BART = "Lewis et al. (2020), counted in the released weights"
_T5 = "Raffel et al. (2020), counted in the released weights"
_TEN_MILLION = 10_000_000

#: name -> model, each family from small to large
MODELS: Mapping[str, Known] = {
    "GPT-2 small": Known(GPT(12, 768, 12, context=1024), 124_439_808, 1, _GPT2),
    "GPT-2 XL": Known(GPT(48, 1600, 25, context=1024), 1_557_611_200, 1, _GPT2),
    "GPT-3 2.7B": Known(GPT(32, 2560, 32), 2_650_000_000, _TEN_MILLION, _GPT3),
    "GPT-3 6.7B": Known(GPT(32, 4096, 32), 6_660_000_000, _TEN_MILLION, _GPT3),
    "GPT-3 13B": Known(GPT(40, 5120, 40), 12_850_000_000, _TEN_MILLION, _GPT3),
    "GPT-3 175B": Known(GPT(96, 12288, 96), 174_600_000_000, _TEN_MILLION, _GPT3),
    "BERT-base": Known(BERT(12, 768, 12), 109_482_240, 1, _BERT),
    "BERT-large": Known(BERT(24, 1024, 16), 335_141_888, 1, _BERT),
    "RoBERTa-base": Known(BERT(12, 768, 12, 50265, 514, types=1), 124_645_632, 1, _ROBERTA),
    "RoBERTa-large": Known(BERT(24, 1024, 16, 50265, 514, types=1), 355_359_744, 1, _ROBERTA),
    "BART-base": Known(BART(6, 768, 12), 139_420_416, 1, _BART),
    "BART-large": Known(BART(12, 1024, 16), 406_291_456, 1, _BART),
    "T5-small": Known(T5(6, 512, 8), 60_506_624, 1, _T5),
    "T5-base": Known(T5(12, 768, 12, hidden=3072), 222_903_552, 1, _T5),
    "T5-large": Known(T5(24, 1024, 16, hidden=4096), 737_668_096, 1, _T5),
    "T5-3B": Known(T5(24, 1024, 32, key=128, hidden=16384), 2_851_598_336, 1, _T5),
    "T5-11B": Known(T5(24, 1024, 128, key=128, hidden=65536), 11_307_321_344, 1, _T5),
}

"""Two engines for reverse-mode differentiation: `Value` for numbers, `Tensor` for arrays."""

from . import composition, derivatives, einsum, linalg  # noqa: F401  (they fill the table)
from .backward import Step, backward_steps, topological_order
from .calculus import grad, hessian, hvp, jacobian, value_and_grad
from .checking import check_gradients
from .errors import (
    AnomalyError,
    DTypeError,
    GradientMismatch,
    GraphError,
    InPlaceError,
    NoDerivative,
    ShapeError,
)
from .functions import (
    cross_entropy,
    cross_entropy_composed,
    log_softmax,
    logsumexp,
    relu,
    sigmoid,
    softmax,
)
from .recording import detect_anomalies, no_grad, scope
from .rule import derivative, primitive
from .scalar import Value
from .tensor import Tensor

__all__ = [
    "AnomalyError", "DTypeError", "GradientMismatch", "GraphError", "InPlaceError",
    "NoDerivative", "ShapeError", "Step", "Tensor", "Value", "backward_steps", "check_gradients",
    "cross_entropy", "cross_entropy_composed", "derivative", "detect_anomalies", "grad",
    "hessian", "hvp", "jacobian", "log_softmax", "logsumexp", "no_grad", "primitive", "relu",
    "scope", "sigmoid", "softmax", "topological_order", "value_and_grad",
]  # fmt: skip

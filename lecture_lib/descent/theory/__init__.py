r"""What the paths are compared with: rates, limits and best settings, each with its derivation.

Near a minimum every smooth surface is a quadratic ½ θᵀHθ. Along an eigenvector of H with
eigenvalue λ, a *mode*, the gradient is λx and every rule here is a linear recurrence in one number
x. Gradient descent, momentum (Polyak's), Nesterov's method, noise and delay have a module each;
all names are here too.

Symbols: η (or α) learning rate, β momentum, μ and L the smallest and largest eigenvalue,
κ = L/μ. A *rate* is the factor by which the distance to the minimum shrinks per step. All
functions take numbers or arrays that broadcast.
"""

from __future__ import annotations

from . import delay, gradient_descent, momentum, nesterov, noise, recurrence
from .delay import *  # noqa: F403
from .gradient_descent import *  # noqa: F403
from .momentum import *  # noqa: F403
from .nesterov import *  # noqa: F403
from .noise import *  # noqa: F403
from .recurrence import *  # noqa: F403

__all__ = [
    *delay.__all__,
    *gradient_descent.__all__,
    *momentum.__all__,
    *nesterov.__all__,
    *noise.__all__,
    *recurrence.__all__,
]

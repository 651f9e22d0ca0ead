"""The representations of a linear state space model: dense, normal-plus-low-rank, diagonal."""

from ssmtheory.systems.diagonal import Diagonal as Diagonal
from ssmtheory.systems.nplr import NPLR as NPLR
from ssmtheory.systems.pencil import Pencil as Pencil
from ssmtheory.systems.state_space import StateSpace as StateSpace

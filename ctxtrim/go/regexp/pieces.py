"""Programs for parts of an expression, within Go's limits.

Pieces are put together as they are read; a repetition copies its piece. Sizes are counted as
regexp/syntax/parse.go counts them before it compiles (calcSize, calcHeight, repeatIsValid).
"""

from __future__ import annotations

from typing import NamedTuple

from ctxtrim.go.regexp import GoRegexpError
from ctxtrim.go.regexp.automaton import ASSERT, CHAR, FORK, Instruction
from ctxtrim.go.regexp.classes import Boundaries

MAX_REPEAT = 1000
_MAX_HEIGHT = 1000
_MAX_SIZE = (128 << 20) // 40


class Piece(NamedTuple):
    """A part of the program, and what Go's limits count: instructions, height of its tree, copies made."""

    code: list[Instruction]
    size: int = 1
    height: int = 1
    copies: int = 1


def literal(point: int) -> Piece:
    return one_of((point, point + 1))


def one_of(members: Boundaries) -> Piece:
    return Piece([(CHAR, members)])


def assertion(kind: int) -> Piece:
    return Piece([(ASSERT, (kind,))])


def joined(pieces: list[Piece]) -> Piece:
    """Return the pieces one after the other."""
    if len(pieces) == 1:
        return pieces[0]
    code = [instruction for piece in pieces for instruction in piece.code]
    return _combined(code, sum(piece.size for piece in pieces), pieces)


def alternated(branches: list[Piece]) -> Piece:
    """Return a choice of branches: each but the last starts with a fork to the next."""
    if len(branches) == 1:
        return branches[0]
    total = sum(len(branch.code) + 2 for branch in branches) - 2
    code: list[Instruction] = []
    for branch in branches[:-1]:
        code.append((FORK, (1, len(branch.code) + 2)))
        code += branch.code
        code.append((FORK, (total - len(code),)))
    code += branches[-1].code
    return _combined(code, sum(branch.size + 1 for branch in branches) - 1, branches)


def _combined(code: list[Instruction], size: int, parts: list[Piece]) -> Piece:
    height = 1 + max((part.height for part in parts), default=0)
    return limited(Piece(code, max(size, 1), height, max((part.copies for part in parts), default=1)))


def captured(piece: Piece) -> Piece:
    """Return the piece in parentheses."""
    return limited(piece._replace(size=piece.size + 2, height=piece.height + 1))


def repeated(piece: Piece, least: int, most: int) -> Piece:
    """Return the piece repeated: x{2,4} is xx(x(x)?)?, x{2,} is xx+."""
    code, length = piece.code, len(piece.code)
    copies = piece.copies * max(least if most < 0 else most, 1) if most else 1
    if most < 0:
        size = piece.size + 2 if not least else piece.size * least + 1
    else:
        size = piece.size * most + most - least
    if max(least, most) >= 2 and copies > MAX_REPEAT:
        raise GoRegexpError("invalid repeat count: more than 1000 copies")
    limited(Piece([], size, piece.height + 1))
    if most < 0 and not least:
        made = [(FORK, (1, length + 2)), *code, (FORK, (-length - 1,))]
    elif most < 0:
        made = [*code * least, (FORK, (-length, 1))]
    else:
        made = code * least
        for left in range(most - least, 0, -1):
            made.append((FORK, (1, left * (length + 1))))
            made += code
    return Piece(made, max(size, 1), piece.height + 1, copies)


def limited(piece: Piece) -> Piece:
    if piece.size > _MAX_SIZE:
        raise GoRegexpError("expression too large")
    if piece.height > _MAX_HEIGHT:
        raise GoRegexpError("expression nests too deeply")
    return piece

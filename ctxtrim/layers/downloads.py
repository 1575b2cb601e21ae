"""Which paths of an image a download is written to."""

from __future__ import annotations

from collections.abc import Iterator

from ctxtrim.expressions import expression
from ctxtrim.layers.image import image_path, plain_words
from ctxtrim.manifests.step import Step

DOWNLOADERS = ("curl", "wget", "git")
_OUTPUT = {"curl": ("-o", "--output"), "wget": ("-O", "--output-document")}
_OWN_NAME = {
    "curl": expression(r" (-[a-zA-Z]*O|--remote-name)( |$)"),
    "wget": expression(r"^(?!.* (-[a-zA-Z]*[OP]|--output-document|--directory-prefix))"),
}
"""What shows that a download keeps the name of its address."""


def written_by(command: Step) -> Iterator[str]:
    """Yield the paths that a download is written to: as it is told, or by the last part of the address."""
    words = plain_words(command)
    if command.tool == "git":
        names = [_last_part(word) if "://" in word else word for word in words[-1:] if words[0] == "clone"]
    else:
        options = zip(command.words[1:], command.words[2:], strict=False)
        names = [word for option, word in options if option in _OUTPUT[command.tool]]
        if not names and _OWN_NAME[command.tool].search(" ".join(command.words)):
            names = [_last_part(word) for word in words if "://" in word]
    yield from filter(None, (image_path(command, name) for name in names if name != "-"))


def _last_part(address: str) -> str:
    return address.partition("?")[0].rstrip("/").rpartition("/")[2].removesuffix(".git")

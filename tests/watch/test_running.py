"""--exec: a command after a change of what is sent, one run at a time."""

from __future__ import annotations

import pathlib
import time

import pytest

from ctxtrim.model.watch_event import Moment
from ctxtrim.render.spans import Page
from ctxtrim.watch.live import Session
from ctxtrim.watch.running import Runner
from ctxtrim.watch.screens import Lines

_SENT = Moment("changed", sent_changed=True)


class Bench:
    """A runner without a watch."""

    def __init__(self, order: str) -> None:
        self.runner, self.screen = Runner(order), Lines(Page())
        self.session: Session = None  # type: ignore[assignment]

    def until_idle(self) -> list[Moment]:
        moments = []
        while self.runner.is_busy():
            if moment := self.runner.act(self.session, self.screen):
                moments.append(moment)
            time.sleep(0.01)
        return moments


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(Moment("ready"), id="the start"),
        pytest.param(Moment("changed"), id="what no build gets"),
        pytest.param(Moment("written"), id="a write of ours"),
        pytest.param(Moment("trouble", sent_changed=True), id="trouble"),
    ],
)
def test_it_is_not_run_for(tmp_path: pathlib.Path, moment: Moment) -> None:
    bench = Bench(f"touch {tmp_path}/ran")
    bench.runner.see(moment)
    assert bench.until_idle() == []
    assert not (tmp_path / "ran").exists()


def test_it_runs_after_a_change_of_what_is_sent(tmp_path: pathlib.Path) -> None:
    bench = Bench(f"touch {tmp_path}/ran")
    bench.runner.see(_SENT)
    (told,) = bench.until_idle()
    assert (tmp_path / "ran").exists()
    assert told.event == "ran"
    assert ": done after " in told.note


def test_a_failure_is_told_with_its_status() -> None:
    bench = Bench("exit 3")
    bench.runner.see(_SENT)
    (told,) = bench.until_idle()
    assert "failed with status 3" in told.note


def test_ten_changes_during_a_run_are_one_more_run(tmp_path: pathlib.Path) -> None:
    bench = Bench(f"echo x >> {tmp_path}/log; sleep 0.5")
    bench.runner.see(_SENT)
    bench.runner.act(bench.session, bench.screen)
    for _ in range(10):
        bench.runner.see(_SENT)
        bench.runner.act(bench.session, bench.screen)
    assert len(bench.until_idle()) == 2
    assert (tmp_path / "log").read_text() == "x\nx\n"


def test_its_output_goes_to_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    bench = Bench("echo out; echo err >&2")
    bench.runner.see(_SENT)
    bench.until_idle()
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err == "out\nerr\n"


def test_on_a_live_view_its_lines_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from ctxtrim.watch import running

    class Shown(Lines):
        lines: list[str] = []  # noqa: RUF012

        def say(self, line: str) -> None:
            self.lines.append(line)

    monkeypatch.setattr(running, "Terminal", Shown)
    bench = Bench("printf 'one\\ntwo\\377\\nthree'")
    bench.screen = Shown(Page())
    bench.runner.see(_SENT)
    bench.until_idle()
    assert Shown.lines == ["one", "two\ufffd", "three"]


def test_a_run_is_ended_with_the_watch(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ctxtrim.watch import running

    monkeypatch.setattr(running, "_PATIENCE", 0.01)
    monkeypatch.setattr(running, "_GRACE", 3000)
    bench = Bench(f"cd {tmp_path}; trap 'touch ended; kill $!; exit' TERM; sleep 3000 & touch ready; wait")
    bench.runner.see(_SENT)
    bench.runner.act(bench.session, bench.screen)
    while not (tmp_path / "ready").exists():
        time.sleep(0.01)
    bench.runner.close()
    assert not bench.runner.is_busy()
    assert (tmp_path / "ended").exists()

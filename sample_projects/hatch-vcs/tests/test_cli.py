from tides import cli


def test_hamburg(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["tides", "Hamburg"])
    cli.main()
    assert capsys.readouterr().out == "04:12\n"

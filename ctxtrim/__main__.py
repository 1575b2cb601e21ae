"""`python -m ctxtrim` and the console script."""

import sys  # built in: with -m the working directory may stand in for every other module until main() runs


def main() -> None:
    """Run the command line, or docker's plugin where that is our name; exits with its status."""
    if sys.argv[0].replace("\\", "/").rpartition("/")[2].startswith("docker-ctxtrim"):
        from ctxtrim.cli.docker_plugin import run_plugin as run
    else:
        from ctxtrim.cli import run
    run()


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # the working directory: a context, whose modules are not ours
    main()

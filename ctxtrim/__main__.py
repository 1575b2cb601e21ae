"""`python -m ctxtrim` and the console script."""


def main() -> None:
    """Run the command line; exits with its status."""
    from ctxtrim.cli import run

    run()


if __name__ == "__main__":
    main()

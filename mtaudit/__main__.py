"""`python -m mtaudit` is the command `mtaudit`."""

from mtaudit.cli import main

if __name__ == "__main__":
    main()

"""`python -m ascribe` is the command `ascribe`."""

from ascribe.cli import main

if __name__ == "__main__":
    main()

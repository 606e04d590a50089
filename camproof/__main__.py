"""Run camproof as a module: ``python -m camproof``."""

from camproof.cli import main

if __name__ == "__main__":
    main()

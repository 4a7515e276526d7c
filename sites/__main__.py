"""Let ``python -m sites`` be the command ``opvangkaart``."""

from sites.cli import main

if __name__ == "__main__":
    main()

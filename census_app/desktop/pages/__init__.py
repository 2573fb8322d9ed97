"""One package or file per page; `registry` lists them."""

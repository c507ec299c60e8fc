"""XML of any program: feeds, exports of sites, and records of databases."""

"""ClickHouse: numbered migrations, the two ways in, and the order of a row."""

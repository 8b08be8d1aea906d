"""What each partner brought: clicks, visitors, leads, sales and revenue, as totals and over time."""

"""News agencies' formats: NITF, NewsML-G2, NewsML 1, and telegrams."""

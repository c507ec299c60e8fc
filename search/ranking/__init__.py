"""The ranking: retrieves, scores, fuses, boosts and deduplicates candidates, and builds hits from them."""

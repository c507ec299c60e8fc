"""Citations of articles and passages: CSL-JSON, and what is made from it for manuscripts and reference managers."""

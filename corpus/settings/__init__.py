"""What a person says about how an archive is to be read, and for which places in it."""

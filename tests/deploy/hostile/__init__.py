"""Files that mean harm, made when they are needed: small to describe, and large, endless or wrong to read."""

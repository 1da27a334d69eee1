"""The projections, one file each: name, version, DDL, handler and reads. The folder is the registry."""

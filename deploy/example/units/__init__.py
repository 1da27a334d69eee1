"""The units, one file each: the plan as promised, and what became of it."""

from deploy.example.units import customer_success, growth, operations, platform, product, sales

UNITS = (product.UNIT, platform.UNIT, growth.UNIT, sales.UNIT, customer_success.UNIT, operations.UNIT)

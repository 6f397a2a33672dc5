"""What finance decides, pure: one module per aggregate."""

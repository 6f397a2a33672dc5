"""What notifications decides, pure: one module per aggregate."""

"""The System Leader Directory: read every record, say what is wrong or turn them all into pages."""

import os

# Pydantic would ask every installed package for plugins: a tenth of a second at each start, and somebody
# else's code over our records.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

"""What the fork server imports once, so that every worker starts warm. No onnxruntime here: it starts threads."""

from .asking.local import reader as reader
from .checking import checker as checker
from .reading import pages as pages

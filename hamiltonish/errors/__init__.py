"""Every error: each holds its facts as attributes and words its own message.

The tree, each branch also the builtin that one would catch::

    HamiltonishError
    ├── GraphError (ValueError)                 raised when a graph is built
    ├── RequestError (ValueError)               raised when a plan is made
    ├── FrameError (ValueError)                 raised when columns meet
    ├── CheckError (ValueError)                 results are not what `check_output` says
    └── MissingDependencyError (ImportError)    an extra is not installed
"""

from __future__ import annotations

from hamiltonish.errors.checks import *
from hamiltonish.errors.command import *
from hamiltonish.errors.comparing import *
from hamiltonish.errors.compat import *
from hamiltonish.errors.compiling import *
from hamiltonish.errors.fitted import *
from hamiltonish.errors.frame import *
from hamiltonish.errors.graph import *
from hamiltonish.errors.lineage import *
from hamiltonish.errors.names import *
from hamiltonish.errors.pictures import *
from hamiltonish.errors.request import *
from hamiltonish.errors.root import *
from hamiltonish.errors.rows import *
from hamiltonish.errors.testing import *
from hamiltonish.errors.writing import *

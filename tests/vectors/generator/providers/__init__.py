"""The providers: how each of them signs, what it sends, and the cases that only it has.

Written from the providers' documents. Nothing here reads a scheme file.
"""

from .acme import Acme
from .bottlecrm import BottleCrm
from .customermates import Customermates
from .optimocms import OptimoCms
from .salesos import SalesOs
from .standard_webhooks import StandardWebhooks
from .whitelabelcro import WhiteLabelCro

PROVIDERS = (
    OptimoCms(),
    SalesOs(),
    BottleCrm(),
    Customermates(),
    WhiteLabelCro(),
    StandardWebhooks(),
    Acme(),
)

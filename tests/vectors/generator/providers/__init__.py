"""The providers: how each of them signs, what it sends, and the cases that only it has.

Written from the providers' documents, and where their public code sends otherwise, from that. Nothing here reads a scheme file.
"""

from .acme import Acme
from .bottlecrm import BottleCrm
from .bottlecrm_timestamped import BottleCrmTimestamped
from .customermates import Customermates
from .customermates_company import CustomermatesCompany
from .optimocms import OptimoCms
from .salesos import SalesOs
from .salesos_event_id import SalesOsEventId
from .standard_webhooks import StandardWebhooks
from .whitelabelcro import WhiteLabelCro

PROVIDERS = (
    OptimoCms(),
    SalesOs(),
    SalesOsEventId(),
    BottleCrm(),
    BottleCrmTimestamped(),
    Customermates(),
    CustomermatesCompany(),
    WhiteLabelCro(),
    StandardWebhooks(),
    Acme(),
)

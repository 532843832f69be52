import SalusCore

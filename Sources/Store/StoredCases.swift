import SalusTwin

// The book of cases is kept from what the store opens under a grant.
extension StoredJournal: GrantedBank {}

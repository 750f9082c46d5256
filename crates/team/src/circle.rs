//! Who may see a concern: all whose role holds the key that it was sealed to, or the few who are named. **Whatever shows, lists, counts, finds or joins
//! concerns asks this first**, and nothing that the database says in its stead. Must not know how anything is opened.

use seal::SealedTo;
use unseal::{Account, Role};

/// Those who may see a concern.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Circle {
    /// Whose key it was sealed to.
    pub to: SealedTo,
    /// The accounts that alone may see it; none for all whose role holds that key.
    pub named: Vec<String>,
}

impl Circle {
    /// All whose role holds this key.
    pub fn all(to: SealedTo) -> Circle {
        Circle { to, named: Vec::new() }
    }

    /// Whether an account is one of them.
    pub fn has(&self, account: &Account) -> bool {
        self.takes(&account.name, account.role)
    }

    /// The same, of a name and a role.
    pub fn takes(&self, name: &str, role: Role) -> bool {
        role.holds(self.to) && (self.named.is_empty() || self.named.iter().any(|n| n == name))
    }

    /// Whether each of these is also one of the others: what one may not see must not be named on a page of the other.
    pub fn is_within(&self, other: &Circle) -> bool {
        if other.named.is_empty() {
            return other.to == SealedTo::Team || self.to == SealedTo::Managers;
        }
        !self.named.is_empty() && self.named.iter().all(|name| other.named.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(to: SealedTo, names: &[&str]) -> Circle {
        Circle { to, named: names.iter().map(|n| (*n).to_owned()).collect() }
    }

    #[test]
    fn who_is_one_of_them() {
        let few = named(SealedTo::Team, &["a.worker", "a.manager"]);
        assert!(few.takes("a.worker", Role::Worker) && few.takes("a.manager", Role::Manager));
        assert!(!few.takes("b.worker", Role::Worker) && !few.takes("b.manager", Role::Manager));
        assert!(!few.takes("a.worker", Role::Auditor), "no role that opens nothing");
        let managers = Circle::all(SealedTo::Managers);
        assert!(managers.takes("b.manager", Role::Manager) && !managers.takes("a.worker", Role::Worker));
        assert!(
            !named(SealedTo::Managers, &["a.worker"]).takes("a.worker", Role::Worker),
            "a name gives no key that its role does not hold"
        );
    }

    #[test]
    fn a_wider_circle_is_within_no_narrower_one() {
        let (team, managers) = (Circle::all(SealedTo::Team), Circle::all(SealedTo::Managers));
        let (one, two) = (named(SealedTo::Team, &["a"]), named(SealedTo::Team, &["a", "b"]));
        for (narrow, wide) in [(&managers, &team), (&one, &team), (&one, &two), (&named(SealedTo::Managers, &["a"]), &managers)] {
            assert!(narrow.is_within(narrow) && narrow.is_within(wide) && !wide.is_within(narrow), "{narrow:?} {wide:?}");
        }
        assert!(!two.is_within(&managers), "one of them may be a worker");
    }
}

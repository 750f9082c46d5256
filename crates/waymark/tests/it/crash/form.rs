//! The concern form without scripts, filled in by hand over plain HTTP. Must not know what is kept of it.

use std::net::SocketAddr;

use crate::http::{Answer, post_form};

/// Where a teller is in the form.
pub(crate) struct Form {
    address: SocketAddr,
    action: String,
    carry: String,
    /// The page that is shown.
    pub(crate) page: Answer,
}

impl Form {
    /// Fills in every page with these words, up to the list of answers.
    pub(crate) fn filled(address: SocketAddr, words: &str) -> Form {
        let page = Answer { status: 0, body: String::new() };
        let mut form = Form { address, action: "/en/concern/1".into(), carry: String::new(), page };
        for _ in 0..40 {
            form.post(&form.action.clone(), &format!("danger=no&about-worker=no&who=public&number=1&go=next&worry={words}"));
            assert_eq!(form.page.status, 200, "{}: {}", form.action, form.page.body);
            if form.action.ends_with("/send") {
                return form;
            }
        }
        panic!("the form does not end");
    }

    /// Sends it, as it lies there.
    pub(crate) fn send(&mut self) -> &Answer {
        assert!(self.action.ends_with("/send"));
        self.post("/en/concern/send", "want=yes");
        &self.page
    }

    fn post(&mut self, to: &str, fields: &str) {
        self.page = post_form(self.address, to, &format!("{fields}&carry={}", self.carry));
        let after = |text: &str| Some(self.page.body.split_once(text)?.1.split_once('"')?.0.to_owned());
        if let (Some(action), Some(carry)) = (after("<form method=\"post\" action=\""), after("name=\"carry\" value=\"")) {
            (self.action, self.carry) = (action, carry);
        }
    }
}

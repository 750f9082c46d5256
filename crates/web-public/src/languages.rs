//! Which of the site's languages a visitor's browser asks for.
//! Must not know pages.

use http::header::{self, HeaderMap};

/// The best of `codes` for the visitor's `Accept-Language`; the first where none fits.
pub(crate) fn choose<'a>(headers: &HeaderMap, codes: &[&'a str]) -> &'a str {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let mut wanted: Vec<(f32, &str)> = asked
        .split(',')
        .filter_map(|part| {
            let (code, quality) = part.split_once(";q=").unwrap_or((part, "1"));
            Some((quality.trim().parse().ok().filter(|q: &f32| *q > 0.0)?, code.trim()))
        })
        .collect();
    // A stable sort: of equal wishes the first one counts.
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let base = |code: &str| code.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let fits = |wish: &str| {
        let exact = codes.iter().find(|code| code.eq_ignore_ascii_case(wish));
        exact.or_else(|| codes.iter().find(|code| base(code) == base(wish)))
    };
    wanted.iter().find_map(|(_, wish)| fits(wish)).or(codes.first()).copied().unwrap_or("en")
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn chosen(asked: &'static str) -> &'static str {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(asked));
        choose(&headers, &["en", "ur", "pl"])
    }

    #[test]
    fn the_most_wanted_language_that_the_site_has() {
        assert_eq!(chosen("pl-PL,pl;q=0.9,en;q=0.5"), "pl");
        assert_eq!(chosen("fr, en;q=0.2, ur;q=0.8"), "ur");
        assert_eq!(chosen("ur;q=0, en-GB"), "en");
    }

    #[test]
    fn the_first_where_none_fits() {
        assert_eq!(chosen("fr"), "en");
        assert_eq!(chosen(";;;,,q=x"), "en");
        assert_eq!(choose(&HeaderMap::new(), &["ur"]), "ur");
    }
}

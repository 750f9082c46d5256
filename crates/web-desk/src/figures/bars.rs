//! Bars, drawn as SVG: a label, a bar, its number. No style attribute and no script; the table beside it says the same.
//! Must not know what is counted.

use std::fmt::Write;

/// Sizes, in the drawing's own units.
const WIDTH: u32 = 640;
const LABELS: u32 = 230;
const NUMBERS: u32 = 60;
const ROW: u32 = 26;

/// A picture of some numbers, the longest bar as long as there is room.
pub(super) fn svg(title: &str, bars: &[(String, u32)]) -> String {
    let most = bars.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    let height = u32::try_from(bars.len()).unwrap_or(u32::MAX).saturating_mul(ROW) + 8;
    let mut out = String::new();
    // Writing to a string does not fail.
    _ = write!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="bars" role="img" aria-label="{}: the table says the same" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" font-size="14" fill="currentColor">"#,
        escape(title)
    );
    for ((label, number), row) in bars.iter().zip(0..) {
        let top = 4 + row * ROW;
        // In whole units; what is not nought is to be seen.
        let room = u64::from(WIDTH - LABELS - NUMBERS);
        let wide = (u64::from(*number) * room / u64::from(most)).max(u64::from(*number > 0) * 2);
        _ = write!(
            out,
            r#"<text x="{}" y="{}" text-anchor="end">{}</text><rect x="{LABELS}" y="{}" width="{wide}" height="{}"/><text x="{}" y="{}">{number}</text>"#,
            LABELS - 10,
            top + 18,
            escape(&cut(label)),
            top + 3,
            ROW - 6,
            u64::from(LABELS) + wide + 8,
            top + 18,
        );
    }
    out.push_str("</svg>");
    out
}

/// A label as long as there is room for.
fn cut(label: &str) -> String {
    const MOST: usize = 32;
    if label.chars().count() <= MOST { label.to_owned() } else { label.chars().take(MOST - 1).chain(['…']).collect() }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_numbers() {
        let svg = svg("A <title>", &[("Jan 2026".into(), 10), ("Feb 2026".into(), 5), ("Mar 2026".into(), 0), ("\"x\"".into(), 1)]);
        let widths: Vec<&str> =
            svg.split("<rect ").skip(1).map(|r| r.split("width=\"").nth(1).unwrap().split('"').next().unwrap()).collect();
        assert_eq!(widths, ["350", "175", "0", "35"]);
        assert!(svg.contains("A &lt;title&gt;") && svg.contains("&quot;x&quot;") && !svg.contains("style="));
        assert!(super::svg("", &[(String::new(), u32::MAX)]).contains("width=\"350\""));
    }
}

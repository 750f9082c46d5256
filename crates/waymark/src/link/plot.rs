//! Precision, recall and F1 by threshold as a picture: one SVG, no script, words in it for those who cannot see it.
//! Must not know where the figures come from.

use std::fmt::Write;

use super::evaluate::{Judged, Point};

const WIDE: f64 = 640.0;
const HIGH: f64 = 400.0;
const EDGE: f64 = 56.0;

/// The picture.
pub(crate) fn svg(judged: &Judged, threshold: f64) -> String {
    let points: Vec<Point> = (0..=100).map(|i| judged.at(f64::from(i) / 100.0)).collect();
    let (across, down) = (WIDE - 2.0 * EDGE, HIGH - 2.0 * EDGE);
    let x = |t: f64| EDGE + across * t;
    let y = |v: f64| HIGH - EDGE - down * v;
    let here = judged.at(threshold);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDE} {HIGH}\" role=\"img\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <title>Precision, recall and F1 by threshold</title>\n\
         <desc>At {threshold}: precision {:.4}, recall {:.4}, F1 {:.4}.</desc>\n\
         <rect width=\"{WIDE}\" height=\"{HIGH}\" fill=\"#fff\"/>\n",
        here.precision, here.recall, here.f1
    );
    for tenth in 0..=10 {
        let v = f64::from(tenth) / 10.0;
        _ = writeln!(out, "<line x1=\"{EDGE}\" x2=\"{}\" y1=\"{1}\" y2=\"{1}\" stroke=\"#ddd\"/>", WIDE - EDGE, y(v));
        _ = writeln!(out, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{v}</text>", EDGE - 8.0, y(v) + 4.0);
        _ = writeln!(out, "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{v}</text>", x(v), HIGH - EDGE + 20.0);
    }
    _ = writeln!(out, "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">threshold (probability)</text>", WIDE / 2.0, HIGH - 12.0);
    _ = writeln!(
        out,
        "<line x1=\"{0}\" x2=\"{0}\" y1=\"{EDGE}\" y2=\"{1}\" stroke=\"#777\" stroke-dasharray=\"3 3\"/>",
        x(threshold),
        HIGH - EDGE
    );
    type Of = fn(&Point) -> f64;
    // Told apart by dashes as well as by colour.
    let lines: [(&str, &str, &str, Of); 3] =
        [("precision", "#1d70b8", "", |p| p.precision), ("recall", "#d4351c", "8 4", |p| p.recall), ("F1", "#00703c", "2 3", |p| p.f1)];
    for (i, (name, colour, dashes, of)) in lines.into_iter().enumerate() {
        let path: Vec<String> = points.iter().map(|p| format!("{:.1},{:.1}", x(p.threshold), y(of(p)))).collect();
        let style = format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"");
        _ = writeln!(out, "<polyline points=\"{}\" {style}/>", path.join(" "));
        let at = EDGE + 120.0 * i as f64;
        _ = writeln!(out, "<line x1=\"{at}\" x2=\"{}\" y1=\"28\" y2=\"28\" {style}/>", at + 30.0);
        _ = writeln!(out, "<text x=\"{}\" y=\"32\">{name}</text>", at + 36.0);
    }
    out.push_str("</svg>\n");
    out
}

//! Figures for people.

use super::figure::Figure;

const COLUMNS: usize = 8;
const HEAD: [&str; COLUMNS] = ["bench", "metric", "value", "unit", "peer", "peer value", "ratio", "aim"];
/// Columns of numbers are aligned to the right.
const NUMBERS: [bool; COLUMNS] = [false, false, true, false, false, true, true, false];

/// Columns as wide as their widest cell.
pub fn render(figures: &[Figure]) -> String {
    let rows: Vec<_> = std::iter::once(HEAD.map(String::from)).chain(figures.iter().map(cells)).collect();
    let mut widths = [0; COLUMNS];
    for row in &rows {
        widths.iter_mut().zip(row).for_each(|(width, cell)| *width = (*width).max(cell.chars().count()));
    }
    let lines = rows.iter().map(|row| line(row, &widths));
    lines.collect::<Vec<_>>().join("\n")
}

fn cells(figure: &Figure) -> [String; COLUMNS] {
    let peer = figure.peer.as_ref();
    [
        figure.bench.clone(),
        figure.metric.clone(),
        number(figure.value),
        figure.unit.clone(),
        peer.map(|peer| peer.name.clone()).unwrap_or_default(),
        peer.map(|peer| number(peer.value)).unwrap_or_default(),
        figure.ratio().map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
        figure.aim.clone().unwrap_or_default(),
    ]
}

fn line(row: &[String; COLUMNS], widths: &[usize; COLUMNS]) -> String {
    let cells = row.iter().zip(widths).zip(NUMBERS);
    let cells = cells.map(|((cell, width), right)| if right { format!("{cell:>width$}") } else { format!("{cell:<width$}") });
    cells.collect::<Vec<_>>().join("  ").trim_end().into()
}

/// Three significant places for what is small, none for what is large.
fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figure::Peer;

    #[test]
    fn columns_line_up() {
        let figure = |metric: &str, value, peer, aim: Option<&str>| Figure {
            bench: "index".into(),
            metric: metric.into(),
            value,
            unit: "1/s".into(),
            peer,
            aim: aim.map(String::from),
        };
        let peer = Peer { name: "bare loop".into(), value: 500.0 };
        let table = render(&[figure("blocks", 1000.0, Some(peer), Some("ratio >= 1")), figure("events", 1.5, None, None)]);
        let expected = "\
bench  metric  value  unit  peer       peer value  ratio  aim
index  blocks   1000  1/s   bare loop         500   2.00  ratio >= 1
index  events   1.50  1/s";
        assert_eq!(table, expected);
    }
}

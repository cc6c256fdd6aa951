//! The one table.

/// One measurement.
pub struct Row {
    what: String,
    ours: String,
    other: String,
    ratio: String,
    target: String,
    held: Option<bool>,
    must: bool,
}

impl Row {
    /// A row without a target.
    pub fn new(what: &str, ours: String, other: String, ratio: String) -> Self {
        Self { what: what.to_owned(), ours, other, ratio, target: "-".to_owned(), held: None, must: false }
    }

    /// Our figure against another, as a ratio.
    pub fn ratio(what: &str, unit: &str, ours: f64, other: f64) -> Self {
        let show =
            |figure: f64| if figure >= 1000.0 { format!("{figure:.0}{unit}") } else { format!("{figure:.2}{unit}") };
        Self::new(what, show(ours), show(other), format!("{:.2}x", ours / other))
    }

    /// What is wanted, and whether it is so.
    pub fn target(mut self, target: &str, held: bool) -> Self {
        (self.target, self.held) = (target.to_owned(), Some(held));
        self
    }

    /// The same, where a miss is a failure of the run and not just a figure.
    pub fn must(mut self) -> Self {
        self.must = true;
        self
    }

    /// Whether it is missed, and may not be.
    pub fn fails(&self) -> bool {
        self.must && self.held == Some(false)
    }

    fn cells(&self) -> [String; 6] {
        let held = match self.held {
            Some(true) => "held",
            Some(false) => "MISSED",
            None => "-",
        };
        let cells = [&self.what, &self.ours, &self.other, &self.ratio, &self.target];
        let [what, ours, other, ratio, target] = cells.map(String::clone);
        [what, ours, other, ratio, target, held.to_owned()]
    }
}

/// Prints the rows, aligned, in Markdown.
pub fn print(rows: &[Row]) {
    let head = ["measurement", "ours", "the other", "ratio", "target", ""].map(str::to_owned);
    let lines: Vec<[String; 6]> = std::iter::once(head).chain(rows.iter().map(Row::cells)).collect();
    let widths: [usize; 6] =
        std::array::from_fn(|at| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or_default());
    for (number, line) in lines.iter().enumerate() {
        let cells: Vec<String> = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        println!("| {} |", cells.join(" | "));
        if number == 0 {
            println!("|{}|", widths.map(|width| "-".repeat(width + 2)).join("|"));
        }
    }
}

//! The plan as a picture: an SVG, and the PNG that it becomes.
//!
//! Years run across; placements and leave are bars, moments are marks on a line of their own, today is
//! a line from top to bottom, what is done has a tick. States differ in shape as well as in colour.
//! It knows no words: whoever draws says what stands where.

use std::{
    fmt::Write,
    sync::{Arc, LazyLock},
};

use jiff::civil::Date;
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb},
};

use super::{
    encode,
    letters::{escape, fitted, width},
    palette::Palette,
    schedule::State,
    time::{add_days, days_between},
    training::Period,
};

/// The width in pixels; on a phone it is shown at about a third of it.
pub const WIDTH: u32 = 1080;
const LEFT: f64 = 36.0;
const RIGHT: f64 = 1044.0;
const ROW: f64 = 84.0;
/// The size of a moment's name: eleven pixels on a phone that shows the picture at a third of its width.
const LABEL: f64 = 33.0;
/// The size of everything else: a good nine there.
const SMALL: f64 = 28.0;

/// Inter, the letters of Swedish and English alone (SIL Open Font License, `assets/fonts/LICENSE`).
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(include_bytes!("../../assets/fonts/Inter-Regular.ttf").to_vec());
    fonts.load_font_data(include_bytes!("../../assets/fonts/Inter-SemiBold.ttf").to_vec());
    Arc::new(fonts)
});

/// One mark on a moment's line.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Its window.
    pub window: Period,
    /// How it stands.
    pub state: State,
    /// The day that was agreed, or on which it was done.
    pub day: Option<Date>,
}

/// One moment's line.
#[derive(Debug, Clone)]
pub struct Row {
    /// What it is.
    pub label: String,
    /// When, in short.
    pub when: String,
    /// How the row as a whole stands.
    pub state: State,
    /// Its turns.
    pub marks: Vec<Mark>,
}

/// Everything that stands in the picture.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// The heading.
    pub title: String,
    /// The line below it.
    pub subtitle: String,
    /// From the first to the last day of ST.
    pub span: Period,
    /// Today, and the word for it.
    pub today: (Date, String),
    /// Leave, and the word for it.
    pub leave: (Vec<Period>, String),
    /// Placements with their names, and the word for them.
    pub placements: (Vec<(String, Period)>, String),
    /// The lines.
    pub rows: Vec<Row>,
    /// What the marks mean.
    pub legend: Vec<(State, String)>,
    /// For a dark theme.
    pub dark: bool,
}

/// The picture could not be made; with this program's own fonts and drawing that is a fault in it.
#[derive(Debug, thiserror::Error)]
#[error("the picture cannot be drawn: {0}")]
pub struct PictureError(String);

/// The picture as a PNG.
///
/// # Errors
/// When the drawing is no SVG, which would be a fault of this program.
pub fn png(drawing: &Drawing) -> Result<Vec<u8>, PictureError> {
    let options = Options { fontdb: Arc::clone(&FONTS), font_family: "Inter".to_owned(), ..Options::default() };
    let tree = Tree::from_str(&svg(drawing), &options).map_err(|error| PictureError(error.to_string()))?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(|| PictureError("it has no size".to_owned()))?;
    resvg::render(&tree, Transform::default(), &mut pixels.as_mut());
    encode::png(&pixels).map_err(|error| PictureError(error.to_string()))
}

/// The size of the picture in pixels.
#[must_use]
pub fn size(drawing: &Drawing) -> (u32, u32) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a picture is some thousand pixels high")]
    let height = Canvas::new(drawing).height().ceil() as u32;
    (WIDTH, height)
}

/// The picture as an SVG.
#[must_use]
pub fn svg(drawing: &Drawing) -> String {
    let mut canvas = Canvas::new(drawing);
    canvas.draw();
    canvas.out
}

/// The drawing being made.
struct Canvas<'a> {
    drawing: &'a Drawing,
    palette: Palette,
    out: String,
    /// The line on which each placement's name stands, with its place across.
    names: Vec<(usize, f64)>,
    levels: usize,
    /// The lane of each placement's bar: those that meet lie below each other.
    lanes: Vec<usize>,
}

impl<'a> Canvas<'a> {
    fn new(drawing: &'a Drawing) -> Self {
        let palette = Palette::new(drawing.dark);
        let mut canvas = Self { drawing, palette, out: String::new(), names: Vec::new(), levels: 0, lanes: Vec::new() };
        canvas.lay_names();
        canvas.lay_bars();
        canvas
    }

    /// Where the head ends and the axis begins.
    const AXIS: f64 = 170.0;

    /// Where the lanes of leave and placements begin.
    const LANES: f64 = Self::AXIS + 62.0;

    /// The height of a lane of bars.
    const LANE: f64 = 26.0;

    fn leave_height(&self) -> f64 {
        if self.drawing.leave.0.is_empty() { 0.0 } else { 66.0 }
    }

    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    fn placements_height(&self) -> f64 {
        let below = self.lanes.iter().max().copied().unwrap_or(0) as f64 * Self::LANE;
        if self.drawing.placements.0.is_empty() { 0.0 } else { 84.0 + below + self.levels as f64 * 32.0 }
    }

    fn rows_top(&self) -> f64 {
        Self::LANES + self.leave_height() + self.placements_height() + 8.0
    }

    #[expect(clippy::cast_precision_loss, reason = "a few dozen rows")]
    fn rows_end(&self) -> f64 {
        self.rows_top() + self.drawing.rows.len() as f64 * ROW
    }

    fn height(&self) -> f64 {
        self.rows_end() + 76.0
    }

    /// Where a day begins, across.
    #[expect(clippy::cast_precision_loss, reason = "some thousand days")]
    fn x(&self, day: Date) -> f64 {
        let span = self.drawing.span;
        let all = span.days().max(1) as f64;
        (LEFT + (RIGHT - LEFT) * days_between(span.from, day) as f64 / all).clamp(LEFT, RIGHT)
    }

    /// Gives each placement's name a line, the last one the uppermost, so that neither another name nor the
    /// thread of one stands where it stands.
    fn lay_names(&mut self) {
        // Where the leftmost of what stands on a line, or hangs past it, begins.
        let mut begins: Vec<f64> = Vec::new();
        let mut laid = Vec::new();
        for (name, period) in self.drawing.placements.0.iter().rev() {
            let width = width(name, SMALL) + 18.0;
            let at = self.x(period.from).min(RIGHT - width).max(LEFT);
            let level = begins.iter().position(|begin| at + width <= *begin).unwrap_or(begins.len());
            begins.resize(begins.len().max(level + 1), at);
            begins[..=level].fill(at);
            laid.push((level, at));
        }
        laid.reverse();
        self.levels = begins.len();
        self.names = laid;
    }

    /// Gives each placement's bar the first lane in which no other lies where it lies.
    fn lay_bars(&mut self) {
        let mut ends: Vec<Date> = Vec::new();
        for (_, period) in &self.drawing.placements.0 {
            let lane = ends.iter().position(|end| *end < period.from).unwrap_or(ends.len());
            ends.resize(ends.len().max(lane + 1), period.to);
            ends[lane] = period.to;
            self.lanes.push(lane);
        }
    }

    fn draw(&mut self) {
        let (height, ground) = (self.height(), self.palette.ground);
        let _ = write!(
            self.out,
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0}" viewBox="0 0 {WIDTH} {height:.0}" font-family="Inter"><rect width="{WIDTH}" height="{height:.0}" fill="{ground}"/>"#
        );
        let (title, subtitle) = (self.drawing.title.clone(), self.drawing.subtitle.clone());
        self.text(LEFT, 66.0, 44.0, true, self.palette.text, "start", &title);
        self.text(LEFT, 110.0, 28.0, false, self.palette.muted, "start", &fitted(&subtitle, 28.0, RIGHT - LEFT));
        self.years();
        self.leave();
        self.today();
        self.placements();
        self.rows();
        self.legend();
        self.out.push_str("</svg>");
    }

    /// Calendar years: bands behind everything, names on the axis.
    fn years(&mut self) {
        let span = self.drawing.span;
        let bottom = self.rows_end();
        for year in span.from.year()..=span.to.year() {
            let first = jiff::civil::date(year, 1, 1).max(span.from);
            let last = jiff::civil::date(year, 12, 31).min(span.to);
            let (left, right) = (self.x(first), self.x(add_days(last, 1)));
            if year % 2 == 0 {
                self.rect(left, Self::AXIS, right - left, bottom - Self::AXIS, 0.0, self.palette.band, None);
            }
            let name = year.to_string();
            let fits = |size: f64| right - left >= width(&name, size) + 10.0;
            let shown = if fits(30.0) { Some((30.0, name.clone())) } else { Some((26.0, format!("’{:02}", year % 100))) };
            if let Some((size, name)) = shown.filter(|(size, name)| right - left >= width(name, *size)) {
                self.text(f64::midpoint(left, right), Self::AXIS + 40.0, size, true, self.palette.text, "middle", &name);
            }
        }
        self.rule(Self::AXIS + 56.0);
    }

    fn leave(&mut self) {
        let (periods, word) = self.drawing.leave.clone();
        if periods.is_empty() {
            return;
        }
        let (top, bottom) = (Self::LANES, self.rows_end());
        for period in &periods {
            let (left, right) = (self.x(period.from), self.x(add_days(period.to, 1)));
            if right > left {
                self.rect(left, Self::AXIS + 56.0, right - left, bottom - Self::AXIS - 56.0, 0.0, self.palette.away, Some(0.55));
                self.rect(left, top + 12.0, right - left, 38.0, 6.0, self.palette.away, None);
            }
        }
        if let Some(first) = periods.first() {
            let wide = width(&word, SMALL);
            let at = (self.x(first.from) + 10.0).min(RIGHT - wide);
            self.text(at, top + 41.0, SMALL, true, self.palette.text, "start", &word);
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    fn placements(&mut self) {
        let (placements, word) = self.drawing.placements.clone();
        if placements.is_empty() {
            return;
        }
        let top = Self::LANES + self.leave_height();
        self.text(LEFT, top + 34.0, 32.0, true, self.palette.text, "start", &word);
        let bars = top + 48.0;
        let names = bars + 50.0 + self.lanes.iter().max().copied().unwrap_or(0) as f64 * Self::LANE;
        let colour = self.palette.placement;
        let laid: Vec<(usize, f64)> = self.names.clone();
        let lanes = self.lanes.clone();
        // A thread from each bar to its name; the bars and names lie above all of them.
        for (((_, period), (level, _)), lane) in placements.iter().zip(&laid).zip(&lanes) {
            let from = bars + *lane as f64 * Self::LANE + 18.0;
            let to = names + *level as f64 * 32.0 + 2.0;
            self.rect(self.x(period.from), from, 2.0, to - from, 0.0, colour, Some(0.7));
        }
        for (((name, period), (level, at)), lane) in placements.iter().zip(laid).zip(lanes) {
            let (left, right) = (self.x(period.from), self.x(add_days(period.to, 1)));
            self.rect(left, bars + lane as f64 * Self::LANE, (right - left - 2.0).max(8.0), 22.0, 5.0, colour, None);
            let line = names + level as f64 * 32.0;
            // A name that has no room beside its thread stands on threads, and clears them away around it.
            if (at - left).abs() >= 1.0 {
                let ground = self.palette.ground;
                self.rect(at + 4.0, line - 26.0, width(name, SMALL) + 8.0, 34.0, 4.0, ground, Some(0.85));
            }
            self.text(at + 8.0, line, SMALL, false, self.palette.text, "start", name);
        }
    }

    fn rows(&mut self) {
        let mut top = self.rows_top();
        for row in &self.drawing.rows {
            self.rule(top);
            let tells = matches!(row.state, State::Late | State::Now | State::Booked);
            let colour = if tells { self.palette.of(row.state) } else { self.palette.muted };
            let wide = width(&row.when, SMALL);
            let label = fitted(&row.label, LABEL, RIGHT - LEFT - wide - 24.0);
            self.text(LEFT, top + 37.0, LABEL, true, self.palette.text, "start", &label);
            self.text(RIGHT, top + 37.0, SMALL, false, colour, "end", &row.when);
            let middle = top + 62.0;
            let line = self.palette.line;
            self.rect(LEFT, middle - 2.0, RIGHT - LEFT, 4.0, 2.0, line, None);
            let shared = row.marks.windows(2).all(|pair| pair[0].window == pair[1].window);
            let size = self.sign_size(row, shared);
            // Turns that share one window have one bar, and their signs stand side by side.
            for mark in row.marks.iter().take(if shared { 1 } else { row.marks.len() }) {
                self.bar(&Mark { state: if shared { row.state } else { mark.state }, ..mark.clone() }, middle);
            }
            self.now(middle);
            for (number, mark) in row.marks.iter().enumerate() {
                let (part, parts) = if shared { (number + 1, row.marks.len() + 1) } else { (1, 2) };
                self.sign(mark.state, self.place(mark, part, parts), middle, size);
            }
            top += ROW;
        }
        self.rule(top);
    }

    /// The window of a mark as a bar; one that is very short is widened to be seen.
    fn bar(&mut self, mark: &Mark, middle: f64) {
        let colour = self.palette.of(mark.state);
        let (left, wide) = self.extent(mark);
        let opacity = match mark.state {
            State::Later | State::Past | State::Paused | State::Ongoing => Some(0.6),
            State::Skipped | State::Done | State::Booked => Some(0.35),
            State::Now | State::Late => None,
        };
        self.rect(left, middle - 8.0, wide, 16.0, 8.0, colour, opacity);
    }

    fn extent(&self, mark: &Mark) -> (f64, f64) {
        let (left, right) = (self.x(mark.window.from), self.x(add_days(mark.window.to, 1)));
        if right - left < 16.0 { (f64::midpoint(left, right) - 8.0, 16.0) } else { (left, right - left) }
    }

    /// Where the sign on a bar stands: on the day that was agreed, else at its share of the window.
    #[expect(clippy::cast_precision_loss, reason = "a few marks")]
    fn place(&self, mark: &Mark, part: usize, parts: usize) -> f64 {
        let (left, wide) = self.extent(mark);
        let at = mark.day.map_or(left + wide * part as f64 / parts as f64, |day| self.x(day));
        at.clamp(LEFT + 16.0, RIGHT - 16.0)
    }

    /// How large the signs of a row are, so that those that stand close do not hide each other.
    fn sign_size(&self, row: &Row, shared: bool) -> f64 {
        if shared {
            return 1.0;
        }
        let mut places: Vec<f64> = row.marks.iter().map(|mark| self.place(mark, 1, 2)).collect();
        places.sort_by(f64::total_cmp);
        let closest = places.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
        (closest / 31.0).clamp(0.55, 1.0)
    }

    /// Today on one line, where no letters stand.
    fn now(&mut self, middle: f64) {
        let day = self.drawing.today.0;
        if self.drawing.span.holds(day) {
            let (x, colour) = (self.x(day), self.palette.today);
            let _ = write!(self.out, r#"<path d="M{x:.1} {:.1}v36" stroke="{colour}" stroke-width="4"/>"#, middle - 18.0);
        }
    }

    /// The sign of a state: ✓ done, ! late, a diamond for what is agreed, a dash for what is left out.
    fn sign(&mut self, state: State, x: f64, y: f64, size: f64) {
        let (colour, ground) = (self.palette.of(state), self.palette.ground);
        let stroke = format!(r#"fill="none" stroke="{ground}" stroke-width="4" stroke-linecap="round" stroke-linejoin="round""#);
        let disc = format!(r#"<circle r="15" fill="{colour}" stroke="{ground}" stroke-width="2.5"/>"#);
        let drawn = match state {
            State::Done => format!(r#"{disc}<path d="M-7 0.5l5 5 9 -10" {stroke}/>"#),
            State::Late => format!(r#"{disc}<path d="M0 -7.5v8m0 6v0.1" {stroke}/>"#),
            State::Skipped => format!(r#"{disc}<path d="M-6 0h12" {stroke}/>"#),
            State::Booked => format!(r#"<path d="M0 -16l16 16 -16 16 -16 -16z" fill="{colour}" stroke="{ground}" stroke-width="2.5"/>"#),
            State::Now | State::Later | State::Past | State::Paused | State::Ongoing => return,
        };
        let _ = write!(self.out, r#"<g transform="translate({x:.1} {y:.1}) scale({size:.2})">{drawn}</g>"#);
    }

    fn today(&mut self) {
        let (day, word) = self.drawing.today.clone();
        if !self.drawing.span.holds(day) {
            return;
        }
        let (x, colour, ground) = (self.x(day), self.palette.today, self.palette.ground);
        let bottom = self.rows_end();
        let wide = width(&word, SMALL) + 22.0;
        let left = (x - wide / 2.0).clamp(LEFT, RIGHT - wide);
        let top = Self::AXIS - 32.0;
        let _ = write!(
            self.out,
            r#"<path d="M{x:.1} {top:.1}V{bottom:.1}" stroke="{colour}" stroke-width="3" stroke-opacity="0.45"/><path d="M{x:.1} {top:.1}V{:.1}" stroke="{colour}" stroke-width="4"/><rect x="{left:.1}" y="{:.1}" width="{wide:.1}" height="36" rx="8" fill="{colour}"/>"#,
            Self::AXIS + 56.0,
            top - 6.0
        );
        self.text(left + wide / 2.0, top + 22.0, SMALL, true, ground, "middle", &word);
    }

    fn legend(&mut self) {
        let y = self.rows_end() + 44.0;
        let mut x = LEFT + 16.0;
        for (state, word) in self.drawing.legend.clone() {
            match state {
                State::Now => self.rect(x - 16.0, y - 8.0, 32.0, 16.0, 8.0, self.palette.now, None),
                State::Later => self.rect(x - 16.0, y - 8.0, 32.0, 16.0, 8.0, self.palette.later, Some(0.55)),
                other => self.sign(other, x, y, 1.0),
            }
            self.text(x + 26.0, y + 9.0, SMALL, false, self.palette.muted, "start", &word);
            x += width(&word, SMALL) + 72.0;
        }
    }

    fn rule(&mut self, y: f64) {
        let line = self.palette.line;
        self.rect(LEFT, y, RIGHT - LEFT, 1.5, 0.0, line, None);
    }

    #[expect(clippy::too_many_arguments, reason = "a rectangle is so many numbers")]
    fn rect(&mut self, x: f64, y: f64, wide: f64, high: f64, round: f64, fill: &str, opacity: Option<f64>) {
        let opacity = opacity.map(|opacity| format!(r#" fill-opacity="{opacity}""#)).unwrap_or_default();
        let _ =
            write!(self.out, r#"<rect x="{x:.1}" y="{y:.1}" width="{wide:.1}" height="{high:.1}" rx="{round}" fill="{fill}"{opacity}/>"#);
    }

    #[expect(clippy::too_many_arguments, reason = "a text is so many numbers")]
    fn text(&mut self, x: f64, y: f64, size: f64, bold: bool, fill: &str, anchor: &str, text: &str) {
        // Each weight is a family of its own in the font files.
        let family = if bold { r#" font-family="Inter SemiBold""# } else { "" };
        let _ = write!(
            self.out,
            r#"<text x="{x:.1}" y="{y:.1}" font-size="{size}"{family} fill="{fill}" text-anchor="{anchor}">{}</text>"#,
            escape(text)
        );
    }
}

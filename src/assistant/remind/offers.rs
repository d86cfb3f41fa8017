//! What a rule in an answer can be reminded of: the offer, and what it asks for.

use super::{JUST_NOW, build::Wanted, follow, set, wording};
use crate::{
    assistant::turn::Turn,
    effect::About,
    facts::{Pending, PendingKind},
    language::{
        date::{self, Context, Moment, Outcome, Question, QuestionKind, Strength},
        normalize,
    },
};

/// What an answer ends with when a rule in it can be reminded of; a yes, or a date, takes it up.
pub fn offer(turn: &mut Turn<'_>, rules: &[String]) -> Option<String> {
    let kind = rules.iter().filter_map(|id| turn.world.knowledge.rule(id)).find_map(|rule| rule.remind.clone());
    let asked =
        matches!(&turn.dialogue.pending, Some(Pending { kind: PendingKind::Reminder { .. } | PendingKind::ChangeReminder { .. }, .. }));
    let kind = kind.filter(|_| turn.event.room.direct && !asked)?;
    let markdown = wording::offer(&kind, turn.language());
    turn.dialogue.pending = Some(Pending { since: turn.now, kind: PendingKind::OfferReminder { kind, asked: false } });
    Some(markdown)
}

/// "ja" to the offer of a reminder: asks for course and date.
pub fn ask(turn: &mut Turn<'_>, kind: &str) {
    turn.dialogue.pending = Some(Pending { since: turn.now, kind: PendingKind::OfferReminder { kind: kind.to_owned(), asked: true } });
    let markdown = wording::offer_when(kind, turn.language());
    turn.say(markdown, Some(About::Question));
}

/// What an answer to the offer asks for, as a whole request.
pub fn request(kind: &str, text: &str) -> String {
    let text = without_yes(text);
    match kind {
        "kurs" => match last_day_said(text) {
            // "… är en månad före 15 april": the day named is none to remind of.
            Some((course, when)) if !course.is_empty() && [" före ", " innan ", " before "].iter().any(|word| when.contains(word)) => {
                format!("påminn mig om {course} sista avbokningsdag är {when}")
            }
            Some((course, when)) if course.is_empty() => format!("påminn mig om sista avbokningsdag {when}"),
            Some((course, when)) => format!("påminn mig om sista avbokningsdag för {course} {when}"),
            None => format!("påminn mig om sista avbokningsdag {text}"),
        },
        "arsrapport" => format!("påminn mig varje år {text} om årsrapporten"),
        _ => format!("påminn mig varje år {text} om handledarutlåtandet"),
    }
}

/// The requests of an answer that names several courses, each with its day: "hudkursen 10 december och EKG 15 januari".
/// Empty: it names one.
pub fn several(kind: &str, text: &str, context: &Context) -> Vec<date::Reminder> {
    const JOINTS: [&str; 7] = [" och ", " samt ", " and ", ", ", "; ", "\n", " & "];
    if kind != "kurs" {
        return Vec::new();
    }
    let text = without_yes(text);
    let mut parts: Vec<String> = vec![text.to_owned()];
    for joint in JOINTS {
        parts = parts.iter().flat_map(|part| part.split(joint).map(str::trim)).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    }
    // What says no day, or no course, belongs to what stands before it.
    let names = |part: &String| {
        let dated = date::find_dates(part, context).len() == 1;
        dated
            && !follow::is_only_a_moment(part, context)
            && !last_day_said(part).is_some_and(|(course, when)| course.is_empty() && follow::is_only_a_moment(when, context))
    };
    if parts.len() < 2 || !parts.iter().all(names) {
        return Vec::new();
    }
    let read = |part: &String| match date::read_reminder(&request(kind, part), context) {
        Outcome::Set(read) if read.further.is_empty() && read.recurrence.is_none() => Some(read),
        _ => None,
    };
    parts.iter().map(read).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// A day that a course is said to be on, and no last day: "kursen är 15 april". Its last day is asked for.
pub fn is_day_of_course(kind: &str, text: &str) -> bool {
    let all = words(without_yes(text));
    let at = all.iter().position(|word| word.contains("kurs"));
    let told = at
        .and_then(|at| all.get(at + 1))
        .is_some_and(|verb| matches!(verb.as_str(), "ar" | "gar" | "startar" | "borjar" | "halls" | "hålls" | "ligger" | "is" | "starts"));
    let last = all.iter().any(|word| word.contains("avbok") || matches!(word.as_str(), "sista" | "senast" | "last"));
    kind == "kurs" && told && !last
}

/// Whether a text with a day in it answers the offer: it names a course or what is to be handed in, and says nothing of
/// somebody's leave or of another day that comes.
pub fn is_answer(kind: &str, asked: bool, text: &str, context: &Context) -> bool {
    let text = without_yes(text);
    // "inte varje år", "kursen 15 april är redan avbokad": no yes.
    if words(text).iter().any(|word| matches!(word.as_str(), "inte" | "ej" | "redan" | "aldrig" | "not" | "already" | "never")) {
        return false;
    }
    if follow::is_only_a_moment(text, context) || (kind == "kurs" && last_day_said(text).is_some()) {
        return true;
    }
    let rest = date::read_reminder(&format!("påminn mig om {text}"), context);
    let rest = words(rest.subject());
    let named = |words: &[String]| {
        words.iter().any(|word| word.contains("avbok") || word.contains("rapport") || word.contains("utlat") || word.contains("remi"))
    };
    let all = words(text);
    if kind != "kurs" {
        return named(&all) || rest.iter().all(|word| matches!(word.as_str(), "den" | "det" | "ska" | "vara" | "inne" | "senast" | "in"));
    }
    let course = is_field(&all.iter().map(String::as_str).collect::<Vec<_>>()) || all.iter().any(|word| word.contains("kurs"));
    // What tells of a course may be a whole sentence: "EKG-kursen är 2 maj".
    let tells = |word: &String| matches!(word.as_str(), "ar" | "gar" | "startar" | "borjar" | "ligger" | "halls" | "is" | "starts");
    let last = all.iter().any(|word| matches!(word.as_str(), "sista" | "datumet" | "last"));
    let foreign = all.iter().filter(|word| !((course || last) && tells(word))).any(|word| is_foreign(word));
    named(&all) || (!foreign && !begins_otherwise(&all) && rest.len() <= if asked || course { 8 } else { 4 })
}

/// Whether a text that follows "vilken kurs?" can be the name of one.
pub fn may_name_course(text: &str) -> bool {
    let all = words(course_in(text));
    !all.is_empty() && all.len() <= 8 && !text.contains('?') && !all.iter().any(|word| is_foreign(word)) && !begins_otherwise(&all)
}

/// "ja tack, EKG 2 maj" without the yes.
fn without_yes(text: &str) -> &str {
    const YES: [&str; 18] = [
        "ja", "japp", "jadå", "jajamen", "jo", "jodå", "gärna", "tack", "absolut", "visst", "ok", "okej", "bra", "yes", "yep", "please",
        "sure", "det",
    ];
    let mut rest = text.trim_start();
    while let Some((first, after)) = rest.split_once(char::is_whitespace) {
        let word = first.trim_end_matches([',', '.', '!', ':']).to_lowercase();
        if !YES.contains(&word.as_str()) || after.trim().is_empty() {
            break;
        }
        rest = after.trim_start();
    }
    rest
}

/// What names the course in an answer.
pub fn course_in(text: &str) -> &str {
    const STARTS: [&str; 22] = [
        "det är ",
        "det gäller ",
        "det var ",
        "den heter ",
        "kursen är ",
        "kursen heter ",
        "den är i ",
        "det är en ",
        "det är kursen i ",
        "jag ska gå på ",
        "jag ska gå ",
        "jag ska på ",
        "jag vill gå ",
        "jag går ",
        "jag är anmäld till ",
        "jag har sökt ",
        "jag har anmält mig till ",
        "jag tänkte på ",
        "jag tänkte gå ",
        "it's ",
        "it is ",
        "the ",
    ];
    let course = without_yes(text).trim().trim_end_matches(['.', ',', '!']);
    let start = STARTS.iter().filter(|start| course.to_lowercase().starts_with(**start)).max_by_key(|start| start.len());
    let named = start.and_then(|start| Some((start, course.get(start.len()..)?)));
    match named {
        // "jag ska på lunch" names no course.
        Some((start, rest)) if start.starts_with("jag") => {
            let all = words(rest);
            let is_course = rest.to_lowercase().contains("kurs") || is_field(&all.iter().map(String::as_str).collect::<Vec<_>>());
            if is_course { rest } else { course }
        }
        Some((_, rest)) => rest,
        None => course,
    }
}

/// Folded words.
fn words(text: &str) -> Vec<String> {
    let folded = normalize::fold(&normalize::normalize(text));
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Words that no course has in its name, folded: who speaks, what somebody does, what is not.
fn is_foreign(word: &str) -> bool {
    const FOREIGN: &str = " jag vi du ni han hon hen de dom dem man mig mej dig dej oss er min mitt mina din ditt dina sin sitt sina var vart \
        ar e va var varit blir blev bli blivit har hade ha haft kan kunde kunna ska skall skulle vill ville vilja far fick fa maste behover \
        behovde borde bor brukar gor gjorde gora gar gick komma kommer kom tar tog ta ger gav ge ser sag se vet visste tror trodde tycker \
        tyckte tanker tankte undrar menar menade sager sa saga finns fanns galler beror kanns verkar hoppas jobbar arbetar slutar borjade \
        borjar startar lamnar skickar skriver skriv laser ringer ring fragar fraga berattar beratta forklara visa hjalp fyller flyttar vantar \
        vanta kollar kolla glommer glomde missade missat betalar kostar funkar fungerar stammer racker skojar orkar hinner hann mar ater \
        sover saknar bestammer betyder ansvarar godkanner inte ej aldrig redan kanske nog ju alltsa sedan sen darfor eftersom fast men \
        som nar hur vad varfor vem vilken vilka vilket ledig lediga ledighet sjuk semester foraldraledig jour installd installt tack hej \
        klar klart fardig inget inga ingen nasta we you he she they am are was were have has had can could will would should must \
        need want not never dont don't when what why who which off sick leave holiday vacation thanks hello ";
    FOREIGN.contains(&format!(" {word} "))
}

/// Whether words begin as a wish or a question of its own.
fn begins_otherwise(words: &[String]) -> bool {
    const BEGINS: &str = " paminn paminnelser lista sluta tyst stopp stang avbryt ta flytta andra byt snooza regler status hur vad nar var \
        vem vilka vilken vilket varfor ska maste far om nu idag da sa st stina remind list stop show tell explain ";
    words.first().is_some_and(|first| BEGINS.contains(&format!(" {first} ")))
}

/// A day by itself, after the offer: which course it is of is asked for. False: it names one, or none is needed.
pub fn needs_course(turn: &mut Turn<'_>, kind: &str, text: &str, context: &Context) -> bool {
    let text = without_yes(text);
    if kind != "kurs" || last_day_said(text).is_some() || !follow::is_only_a_moment(text, context) {
        return false;
    }
    let Moment::Set(read) = date::read_moment(text, context, None) else { return false };
    if !read.date_said || read.recurrence.is_some() {
        return false;
    }
    let question = Question {
        leads: read.leads,
        ..Question::new(QuestionKind::Subject, format!("{} för", subject(kind)), vec![read.due], turn.language())
    };
    let event = turn.question().to_owned();
    set::wait_for(turn, question, &Wanted { text: subject(kind), event: &event, shared: false, others: &[] });
    let markdown = wording::which_course(&read.due, turn.language());
    turn.say(markdown, Some(About::Question));
    true
}

/// Whether the offer was made so lately that a bare word is the answer to it.
fn just_offered(turn: &Turn<'_>) -> bool {
    turn.dialogue.pending.as_ref().is_some_and(|pending| turn.now.duration_since(pending.since) <= JUST_NOW)
}

/// Whether words are the name of a subject in which there are courses, folded.
fn is_field(words: &[&str]) -> bool {
    const ENDINGS: [&str; 14] = [
        "logi",
        "skopi",
        "iatri",
        "iatrik",
        "pedi",
        "kirurgi",
        "medicin",
        "obstetrik",
        "ultraljud",
        "ekg",
        "hlr",
        "akuten",
        "spirometri",
        "kursen",
    ];
    words.len() <= 3 && words.iter().any(|word| ENDINGS.iter().any(|ending| word.ends_with(ending)))
}

/// The course, and what is said of its last day for cancelling, in "kursen går den 4 och sista avbokningsdag är den 1": the
/// days of the course itself are none to remind of.
fn last_day_said(text: &str) -> Option<(String, &str)> {
    const VERBS: [&str; 12] = ["ar", "gar", "startar", "borjar", "ligger", "halls", "sista", "och", "med", "den", "is", "starts"];
    let fold = |word: &str| normalize::fold(&normalize::normalize(word));
    let mut end = 0;
    let mut course: Vec<&str> = Vec::new();
    let mut named = false;
    for word in text.split_inclusive(char::is_whitespace) {
        end += word.len();
        let folded = fold(word);
        if folded.contains("avbok") || folded.contains("cancel") {
            let when = text[end..].trim_start();
            let when = ["är ", "ar ", "den "].iter().find_map(|small| when.strip_prefix(small)).unwrap_or(when);
            let course = course.join(" ").trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
            return when.contains(|letter: char| letter.is_ascii_digit()).then_some((course, when));
        }
        named |= VERBS.contains(&folded.as_str()) || folded.contains(|letter: char| letter.is_ascii_digit());
        if !named {
            course.push(word.trim());
        }
    }
    None
}

/// The subject that an offered reminder has at least.
pub fn subject(kind: &str) -> &'static str {
    match kind {
        "kurs" => "sista avbokningsdag",
        "arsrapport" => "årsrapporten",
        _ => "handledarutlåtandet",
    }
}

/// A course without a day was named, after the offer or after "vilken kurs?": its day is asked for. Once she has asked,
/// whatever can be the name of a course is one. False: it was something else.
pub fn needs_day(turn: &mut Turn<'_>, kind: &str, asked: bool, text: &str) -> bool {
    let words = words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let folded = words.join(" ");
    let short = words.len() <= if asked { 12 } else { 6 };
    let names_a_course =
        kind == "kurs" && short && may_name_course(text) && (asked || folded.contains("kurs") || (just_offered(turn) && is_field(&words)));
    if !names_a_course || unknown_yet(&words) || date::is_reminder_request(text) == Strength::Strong {
        return false;
    }
    let context = set::context(turn);
    let course = course_in(text);
    let asked = date::read_reminder(&request(kind, &format!("för {course}")), &context);
    let Outcome::Ask(question) = asked else { return false };
    let event = turn.question().to_owned();
    let markdown = wording::which_day_of(&question.subject, turn.language());
    set::wait_for(turn, question, &Wanted { text: subject(kind), event: &event, shared: false, others: &[] });
    turn.say(markdown, Some(About::Question));
    true
}

/// "kursen är 15 april": the course is, and its last day for cancelling is asked for.
pub fn ask_last_day(turn: &mut Turn<'_>, kind: &str, text: &str, context: &Context) {
    let read = date::read_reminder(&format!("påminn mig om {}", without_yes(text)), context);
    let course = words(read.subject()).into_iter().find(|word| word.contains("kurs") && !matches!(word.as_str(), "kurs" | "kursen"));
    let course = course.and_then(|course| text.split_whitespace().find(|word| words(word).contains(&course)));
    let subject = course.map_or_else(|| subject(kind).to_owned(), |course| format!("{} för {course}", subject(kind)));
    let question = Question::new(QuestionKind::Day, subject, Vec::new(), turn.language());
    let event = turn.question().to_owned();
    let markdown = wording::which_day_of(&question.subject, turn.language());
    set::wait_for(turn, question, &Wanted { text: self::subject(kind), event: &event, shared: false, others: &[] });
    turn.say(markdown, Some(About::Question));
}

/// "påminn mig om avbokning av kursen som börjar 15 april": that day is too late for it, and the last one is asked for. False:
/// another day was said, or something else.
pub fn asks_of_course(turn: &mut Turn<'_>, outcome: &Outcome, wanted: &Wanted<'_>) -> bool {
    const STARTS: [&str; 9] = ["ar", "gar", "startar", "borjar", "halls", "ligger", "is", "starts", "begins"];
    let Outcome::Set(read) = outcome else { return false };
    let all = words(wanted.text);
    let cancels = all.iter().any(|word| word.starts_with("avbok") || word.starts_with("avanmal") || word.starts_with("cancel"));
    let last = all.iter().any(|word| matches!(word.as_str(), "sista" | "senast" | "last" | "deadline" | "innan" | "fore" | "before"));
    let found = date::find_dates(wanted.text, &set::context(turn));
    let [only] = found.as_slice() else { return false };
    // The verb stands right before the day, within its words or not.
    let until = words(wanted.text.get(..only.span.end).unwrap_or_default());
    let near = &until[until.len().saturating_sub(5)..];
    let of_course = near.windows(2).any(|pair| STARTS.contains(&pair[1].as_str()) && (pair[0].contains("kurs") || pair[0] == "som"));
    if !cancels || last || !of_course || only.date != read.due.date || read.recurrence.is_some() || !wanted.others.is_empty() {
        return false;
    }
    let subject = read.subject.split([',', ';']).next().unwrap_or_default();
    let subject = subject.split(" som ").next().unwrap_or_default().trim().trim_end_matches(" som").to_owned();
    let question = Question { leads: read.leads.clone(), ..Question::new(QuestionKind::Day, subject, Vec::new(), turn.language()) };
    set::wait_for(turn, question, wanted);
    let markdown = wording::last_day_of_course(&read.due, turn.language());
    turn.say(markdown, Some(About::Question));
    true
}

/// "vet inte än", "tack", "senare": no course.
fn unknown_yet(words: &[&str]) -> bool {
    let idle = ["inte", "tack", "senare", "strunt", "struntar", "glom", "inget", "ingen", "hej", "ok", "okej", "later", "thanks"];
    words.iter().any(|word| idle.contains(word))
}

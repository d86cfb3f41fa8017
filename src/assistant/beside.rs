//! What is said beside an answer: for which years it holds, what becomes of a second question; and what a short form
//! stands for, before the rules that mention it.

use super::{
    World,
    answer::title,
    markup::escape,
    remarks::{elsewhere, years},
    wording::{self, Language},
};
use crate::knowledge::understand::{ShortForm, Understanding};

/// What is added to an answer: that patients are none of hers, for which years it holds where the asker's is not known,
/// or of several questions the one that is not answered with the others.
#[must_use]
pub fn after(world: &World, understood: &Understanding, region: Option<&str>) -> String {
    let language = understood.language;
    if understood.mentions_patient {
        return format!("\n\n{}", elsewhere::about_patients(language));
    }
    if let (false, Some(rule)) = (understood.also_years.is_empty(), understood.shown.first().and_then(|id| world.knowledge.rule(id))) {
        return format!("\n\n{}", years::only_of(&rule.years, language));
    }
    let mut parts: Vec<String> = Vec::new();
    if let Some(rule) = understood.elsewhere.as_deref().and_then(|id| world.knowledge.rule(id)) {
        let others = [(world.region(&rule.region).name, title(rule, language).to_owned())];
        parts.push(wording::other_region(&world.region(region.unwrap_or_default()), &others, true, language));
    }
    let offered: Vec<String> =
        understood.offered.iter().filter_map(|id| world.knowledge.rule(id)).map(|rule| title(rule, language).to_owned()).collect();
    if !offered.is_empty() {
        parts.push(offer(&offered, language));
    }
    parts.extend(understood.left_out.as_deref().map(|question| left_out(question, language)));
    parts.into_iter().fold(String::new(), |all, part| all + "\n\n---\n\n" + part.as_str())
}

/// The rules that another of the questions may mean.
fn offer(titles: &[String], language: Language) -> String {
    let lead = match language {
        Language::Swedish => "Det andra du frågar är jag inte säker på. Menar du det här? Svara med siffran, eller ställ frågan för sig.",
        Language::English => "I'm not sure about the other thing you ask. Do you mean this? Reply with the number, or ask it by itself.",
    };
    format!("{lead}\n\n{}", wording::numbered(titles.iter().cloned()))
}

/// A question beside others that finds no rule.
fn left_out(question: &str, language: Language) -> String {
    let question = escape(question);
    match language {
        Language::Swedish => {
            format!("På ”{question}” hittar jag inget svar. Ställ gärna den frågan för sig, eller fråga din studierektor.")
        }
        Language::English => {
            format!("I find no answer to “{question}”. Ask that by itself, or ask your *studierektor* (study director).")
        }
    }
}

/// What a short form stands for, with the titles of the rules that mention it, if any do.
#[must_use]
pub fn meaning(form: &ShortForm, titles: &[String], language: Language) -> String {
    let short = escape(&form.short);
    let says = match (form.long.as_deref().map(escape), language) {
        (Some(long), Language::Swedish) => format!("**{short}** står för **{long}**."),
        (Some(long), Language::English) => format!("**{short}** stands for *{long}*."),
        (None, Language::Swedish) => format!("Vad **{short}** står för säger inte mitt material."),
        (None, Language::English) => format!("My material doesn't say what **{short}** stands for."),
    };
    if titles.is_empty() {
        return says;
    }
    let lead = match language {
        Language::Swedish => "Här nämns det, svara med siffran:",
        Language::English => "It is mentioned here, reply with the number:",
    };
    format!("{says} {lead}\n\n{}", wording::numbered(titles.iter().cloned()))
}

/// The yes or no with which many rules begin.
const VERDICTS: &[&str] = &["Nej och ja", "Ja och nej", "Nej", "Ja", "Kanske", "No and yes", "Yes and no", "No", "Yes", "Maybe", "Perhaps"];

/// So few words after a yes or no say nothing without it: "Ja, ibland."
const FEW_WORDS: usize = 3;

/// An answer without the yes or no with which it begins, for who asked when, who or how much.
#[must_use]
pub fn without_verdict(markdown: &str) -> String {
    let after = |verdict: &&str| {
        let rest = markdown.strip_prefix(*verdict)?;
        rest.strip_prefix([',', '.', ';', ':'])
            .filter(|rest| rest.starts_with(' '))
            .map(|rest| (rest.trim_start(), markdown.as_bytes()[verdict.len()]))
    };
    let Some((rest, sign)) = VERDICTS.iter().find_map(after) else { return markdown.to_owned() };
    let rest = match rest.split_once(". ") {
        Some((few, more)) if sign == b',' && few.split_whitespace().count() <= FEW_WORDS => more,
        _ => rest,
    };
    let first = rest.find(char::is_alphanumeric).unwrap_or(0);
    let capital: String = rest[first..].chars().take(1).flat_map(char::to_uppercase).collect();
    let tail: String = rest[first..].chars().skip(1).collect();
    format!("{}{capital}{tail}", &rest[..first])
}

#[cfg(test)]
mod tests {
    use super::without_verdict;

    #[test]
    fn a_yes_that_nobody_asked_for_is_left_out() {
        assert_eq!(without_verdict("Ja, du måste ansöka."), "Du måste ansöka.");
        assert_eq!(without_verdict("Nej och ja. Grundregeln är klar."), "Grundregeln är klar.");
        assert_eq!(without_verdict("Nej, **inte** när jour ingår."), "**Inte** när jour ingår.");
        assert_eq!(without_verdict("Ja, ibland. Föreläsningen kan räknas."), "Föreläsningen kan räknas.");
        assert_eq!(without_verdict("Jag vet inte."), "Jag vet inte.");
        assert_eq!(without_verdict("**Varje år.** Du fyller i den."), "**Varje år.** Du fyller i den.");
    }
}

//! What she says about files that go with an announcement, in Swedish and English.

use super::wording::pick;
use crate::assistant::wording::Language;

/// A size in bytes as people say it.
pub(super) fn size(bytes: u64, language: Language) -> String {
    const KIB: u64 = 1024;
    match bytes {
        0..KIB => pick(language, format!("{bytes} byte"), format!("{bytes} bytes")),
        _ if bytes < KIB * KIB => format!("{} kB", bytes.div_ceil(KIB)),
        _ => {
            let tenths = bytes.saturating_mul(10).div_ceil(KIB * KIB);
            let point = pick(language, ",", ".");
            let rest = if tenths.is_multiple_of(10) { String::new() } else { format!("{point}{}", tenths % 10) };
            format!("{}{rest} MB", tenths / 10)
        }
    }
}

/// A file is too large to go along.
pub(super) fn file_too_large(most: u64, language: Language) -> String {
    let most = size(most, language);
    pick(
        language,
        format!("Filen är för stor. Högst {most} går att skicka med; lägg den hellre på en delad plats och skriv länken i texten."),
        format!("The file is too large: {most} at most can go along. Put it in a shared place and write the link in the text instead."),
    )
}

/// It cannot be told how large a file is, or where it lies.
pub(super) fn file_unknown(language: Language) -> String {
    pick(
        language,
        "Filen går inte att skicka med, för din app säger inte hur stor den är eller var den ligger. Skicka den igen från en annan app.",
        "The file can't go along: your app doesn't say how large it is or where it lies. Please send it again from another app.",
    )
}

/// No more files go along.
pub(super) fn too_many_files(most: usize, language: Language) -> String {
    pick(
        language,
        format!("Högst {most} filer går att skicka med. *utan bilaga 1* tar bort den första."),
        format!("{most} files at most can go along. *without attachment 1* removes the first."),
    )
}

/// No file goes along.
pub(super) fn no_file(language: Language) -> String {
    pick(language, "Utkastet har ingen bilaga.", "The draft has no attachment.")
}

/// A scheduled announcement goes without a file that was removed.
pub(super) fn sent_without_file(language: Language) -> String {
    pick(
        language,
        "Du tog bort filen, så det schemalagda utskicket skickas utan den.",
        "You removed the file, so the scheduled announcement is sent without it.",
    )
}

/// A file of somebody who may announce, while nothing is being written.
pub(super) fn no_draft_for_file(language: Language) -> String {
    pick(
        language,
        "Jag läser inte bilder och filer, men kan skicka ut dem. Skriv *skicka till alla ST-läkare: texten* och skicka sedan filen, så följer den med.",
        "I don't read pictures and files, but I can send them out. Write *send to all residents: the text* and then send the file, and it goes along.",
    )
}

/// A list of neither people nor days, while nothing is being written.
pub(super) fn which_list(language: Language) -> String {
    pick(
        language,
        "Jag ser varken personer eller ST-dagar i filen. Vad är det för en? En lista över personer har en kolumn med Matrix-id (*@namn:server*), en över ST-dagar en kolumn med datum. Ska den skickas ut, så skriv *skicka till alla ST-läkare: texten* och skicka sedan filen igen.",
        "I see neither people nor ST days in the file. What is it? A list of people has a column with Matrix ids (*@name:server*), one of ST days a column with dates. To send it out, write *send to all residents: the text* and then send the file again.",
    )
}

/// A list came while a draft is open.
pub(super) fn list_or_attachment(language: Language) -> String {
    pick(
        language,
        "Ska filen följa med utskicket, så skriv *bifoga den*. Annars läser jag in den så här:",
        "If the file should go with the announcement, write *attach it*. Otherwise I read it like this:",
    )
}

//! What Stina knows about language, apart from any rule: normalising, words, stems, compounds, typos, dates.
//!
//! The modules here are pure and name no other part of the crate. In the order in which a text meets them:
//!
//! 1. [`normalize`]: one form of Unicode, one case, no control characters, å ä ö also without their marks;
//! 2. [`token`] and [`prepared`]: words, numbers and where sentences end;
//! 3. [`vocabulary`]: abbreviations, slang, synonyms and bilingual terms, which are data;
//! 4. [`spelling`]: typos within one or two edits, looked up without scanning;
//! 5. [`compound`]: compounds split and words written apart joined;
//! 6. [`stem`]: inflections and derivations brought together;
//! 7. [`reading`]: all of that in one pass, from a text to words with features that can be compared.
//!
//! [`question`] knows how a question begins, [`years`] which years of ST it names, [`english`] tells English from
//! Swedish, [`date`] reads points in time, [`personnummer`] recognises what must never be kept.

pub mod compound;
pub mod date;
pub mod english;
pub mod learning;
pub mod lexicon;
pub mod normalize;
pub mod personnummer;
pub mod prepared;
pub mod question;
pub mod quick;
pub mod reading;
pub mod spelling;
pub mod stem;
pub mod token;
pub mod vocabulary;
pub mod words;
pub mod years;

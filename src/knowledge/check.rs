//! What is doubtful in a folder of rules.

export const rows = ["INSERT INTO all_types DEFAULT VALUES", "INSERT INTO all_types (id, m, aa) VALUES (100, 3, 'kept')"];
export const changed = ["a", "b", "c", "d", "e", "g", "h", "i", "j", "l", "n", "p", "q", "r", "u", "v", "x", "z", "ac", "ad", "ae", "af", "ag", "ba", "az", "s", "w", "k", "t", "y", "ab", "al", "an", "am", "ao", "ay", "as", "at", "aq"];

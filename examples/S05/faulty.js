// S05: a regular expression that takes twice as long for each further character of what a customer typed.
import { serveReviews } from './reviews.js';

// The fault: without a space in it, a word can be split between the two repetitions in 2^n ways, and all are tried.
const name = /^(\w+\s?)+$/;

function isName(text) {
  return name.test(text); // fault: S05
}

serveReviews(isName);

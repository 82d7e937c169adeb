import CGSL

/// True once GSL's error handler, which ends the process on a mere domain error, is off.
///
/// Every entry of this room that calls GSL reads it first; the language runs the initialiser
/// exactly once, whatever the number of threads.
let gslReady: Bool = {
  gsl_set_error_handler_off()
  return true
}()

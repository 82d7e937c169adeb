// The map of the independence sampler's proposals: from uniform numbers to points of R^d and their
// log density, eight points at a time. See TriangularProposal.swift for the equations.
#ifndef SROC_PROPOSAL_MAP_H
#define SROC_PROPOSAL_MAP_H

#include <stddef.h>

#include "instruction_set.h"

// The most coordinates that a map may have.
#define SROC_PROPOSAL_DIMENSION_MAX 64

// A triangular map of noise, and a wide component around the origin. Lower triangles are stored row
// after row; all arrays belong to the caller.
typedef struct {
  size_t dimension;
  const double *mean, *factor, *inverse_factor; // m, L, L^-1
  const double *location, *log_scale;           // coefficients, coordinate after coordinate
  const double *shape;                          // alpha, beta, epsilon, delta of each coordinate
  // Noise: Student's t with so many degrees of freedom, or if 0 a normal that is stretched by
  // `stretch` with probability `stretched_share`.
  double degrees_of_freedom, stretch, stretched_share;
  double log_normalisation;
} sroc_proposal_map;

// A wide t around the origin: share and normalisation, precisions of the coordinates.
typedef struct {
  double degrees_of_freedom, log_constant, log_fitted_share;
  const double *precisions;
} sroc_wide_component;

// Standard normal quantiles of numbers in (0, 1), in place; relative error below 1e-14 for numbers
// from 1e-11 on, below which the quantile of 1e-11 is taken. `count` is a multiple of eight.
void sroc_normal_quantiles(double *values, size_t count, sroc_instruction_set set);

// Natural logarithms of positive numbers, in place; `count` is a multiple of eight.
void sroc_logarithms(double *values, size_t count, sroc_instruction_set set);

// Turns noise into points, in place, with their log densities under the map; `points` is
// coordinate-major, `count` a multiple of eight.
void sroc_push_noise(const sroc_proposal_map *map, double *points, size_t count,
                     sroc_instruction_set set, double *log_densities);

// The log densities of points under the map.
void sroc_map_log_densities(const sroc_proposal_map *map, const double *points, size_t count,
                            sroc_instruction_set set, double *log_densities);

// Replaces log densities under the map by those of its mixture with a wide component.
void sroc_mix_wide(const sroc_proposal_map *map, const sroc_wide_component *wide,
                   const double *points, size_t count, sroc_instruction_set set,
                   double *log_densities);

#endif

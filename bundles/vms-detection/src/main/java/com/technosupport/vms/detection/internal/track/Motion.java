package com.technosupport.vms.detection.internal.track;

import com.technosupport.vms.api.event.EventMessage.Box;

/**
 * Where an object is and where it goes: a Kalman filter of constant velocity over the middle and the size of its box (Bewley et al.,
 * SORT, 2016; noise in proportion to the box as in Zhang et al., ByteTrack, 2022). The noise of one coordinate has nothing to do
 * with that of another there, so that the filter of eight dimensions is four of two. Steps are in seconds, for frames come
 * unevenly.
 */
final class Motion {

    /** Standard deviations, as parts of the box's height. */
    private static final double PLACE = 1.0 / 20;

    /** Of a change of velocity, a second. */
    private static final double ACCELERATION = 0.5;

    /** Of the velocity of an object that was seen once, a second. */
    private static final double FIRST_VELOCITY = 1.0;

    /** One coordinate: value, velocity, and their covariance. */
    private static final class Axis {
        double at;
        double velocity;
        double varianceAt;
        double covariance;
        double varianceVelocity;

        void begin(double measured, double scale) {
            at = measured;
            velocity = 0;
            varianceAt = square(2 * PLACE * scale);
            covariance = 0;
            varianceVelocity = square(FIRST_VELOCITY * scale);
        }

        void predict(double seconds, double scale) {
            double noise = square(ACCELERATION * scale);
            double t = seconds;
            at += velocity * t;
            varianceAt += 2 * t * covariance + t * t * varianceVelocity + noise * t * t * t / 3;
            covariance += t * varianceVelocity + noise * t * t / 2;
            varianceVelocity += noise * t;
        }

        void correct(double measured, double scale) {
            double innovation = varianceAt + square(PLACE * scale);
            double gain = varianceAt / innovation;
            double gainVelocity = covariance / innovation;
            double surprise = measured - at;
            at += gain * surprise;
            velocity += gainVelocity * surprise;
            varianceVelocity -= gainVelocity * covariance;
            covariance *= 1 - gain;
            varianceAt *= 1 - gain;
        }

        private static double square(double value) {
            return value * value;
        }
    }

    private final Axis x = new Axis();
    private final Axis y = new Axis();
    private final Axis w = new Axis();
    private final Axis h = new Axis();

    Motion(Box box) {
        x.begin(box.x() + box.w() / 2, box.h());
        y.begin(box.y() + box.h() / 2, box.h());
        w.begin(box.w(), box.h());
        h.begin(box.h(), box.h());
        // A size changes less than a place.
        w.varianceVelocity /= 16;
        h.varianceVelocity /= 16;
    }

    void predict(double seconds) {
        double scale = Math.max(h.at, 0.01);
        x.predict(seconds, scale);
        y.predict(seconds, scale);
        w.predict(seconds, scale / 4);
        h.predict(seconds, scale / 4);
    }

    void correct(Box box) {
        double scale = Math.max(box.h(), 0.01);
        x.correct(box.x() + box.w() / 2, scale);
        y.correct(box.y() + box.h() / 2, scale);
        w.correct(box.w(), scale);
        h.correct(box.h(), scale);
    }

    /** Lost, it is not to run away. */
    void slow() {
        x.velocity /= 2;
        y.velocity /= 2;
        w.velocity = 0;
        h.velocity = 0;
    }

    /** Where it is by now; may lie beyond the picture. */
    Area area() {
        double width = Math.max(w.at, 0.001);
        double height = Math.max(h.at, 0.001);
        return new Area(x.at - width / 2, y.at - height / 2, x.at + width / 2, y.at + height / 2);
    }
}

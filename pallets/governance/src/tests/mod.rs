mod pace;
mod voices;
